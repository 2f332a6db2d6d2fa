using MassTransit;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>How a run is run again. What is to be done anew and could not be undone is undone before: done twice, the first of it would be forgotten.</summary>
internal sealed partial class WorkflowVerbs
{
    /// <summary>A fresh run of what is asked for; other results are kept.</summary>
    public async Task RerunAsync(BehaviorContext<WorkflowSaga, WorkflowRerun> c)
    {
        var (saga, effects, again) = (c.Saga, Effects(c), new WorkflowAgain(c.Message.Node, c.Message.Command.Reason));
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        if (saga.Parent is not null && c.Message.Parent is null)
        {
            effects.Answer = WorkflowAnswers.RunAgainOutside(saga);
            return;
        }

        // Asked again: it has been taken on, and has ended since.
        if (c.Message.Parent is { } parent && IsTaken(saga, parent))
            return;
        saga.Parent = c.Message.Parent;
        if (again.Node is null && saga.CurrentState == WorkflowStates.Completed)
        {
            effects.Answer = WorkflowAnswers.NothingToRunAgain(saga);
            return;
        }

        saga.Superseded = false;
        var (resets, undoFirst) = Look(saga, plan, again.Node);
        var warnings = await WarningsAsync(c, plan, [.. resets.Select(reset => reset.Node)]).ConfigureAwait(false);
        if (undoFirst.Count > 0)
            UndoBefore(c, plan, again, undoFirst);
        else
            await BeginAgainAsync(c, plan, board, again).ConfigureAwait(false);
        effects.Answer = WorkflowAnswers.RunAgain(saga, plan, again.Node, resets, warnings);
    }

    /// <summary>Of what could not be undone, and does not run again.</summary>
    private async Task<IReadOnlyList<string>> WarningsAsync(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, HashSet<int> again)
    {
        var inside = await queries.LeftInsideAsync(c.Saga, again.Contains, c.CancellationToken).ConfigureAwait(false);
        var warnings = LeftInside.Warnings(plan, inside, node => !again.Contains(node));
        var kept = c.Saga.NotUndone.Where(node => !again.Contains(node)).ToList();
        if (kept.Count == 0)
            return warnings;
        var done = await results.RecordsAsync(c.Saga.Id, WorkflowCollections.Nodes, kept, c.CancellationToken).ConfigureAwait(false);
        var undone = await results.RecordsAsync(c.Saga.Id, WorkflowCollections.Undone, kept, c.CancellationToken).ConfigureAwait(false);
        return [.. NotUndoneNode.Warnings(plan, [.. kept.Select((node, i) => NotUndoneNode.Of(node, done[i], undone[i]))]), .. warnings];
    }

    /// <returns>What would run again, and which of it could not be undone, in the order in which that failed.</returns>
    private static (IReadOnlyList<NodeReset> Resets, IReadOnlyList<int> NotUndone) Look(WorkflowSaga saga, WorkflowPlan plan, int? from)
    {
        var board = new NodeBoard(plan, saga.Marks, [.. saga.Untaken]);
        return (board.Reset(from), [.. saga.NotUndone.Where(node => board[node] == NodeMarks.Pending)]);
    }

    private void UndoBefore(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, WorkflowAgain again, IReadOnlyList<int> nodes)
    {
        var saga = c.Saga;
        Describe(c, $"{(again.Reason is null ? "" : $"{again.Reason.TrimEnd('.')}. ")}What is to run again and could not be undone is undone before: {Names(plan, nodes)}.");
        saga.Again = again;
        UndoAnew(c, nodes);
    }

    /// <summary>In a run of its own, so that what undoes has an id of its own; under the keys of the first try all the same.</summary>
    private void UndoAnew(BehaviorContext<WorkflowSaga> c, IReadOnlyList<int> nodes)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        (saga.GaveUp, saga.EndedAt, saga.BegunAt) = (false, null, effects.Now);
        saga.Reason = saga.Reason?.Split(NotUndoneWords)[0];
        saga.WhyNotUndone = null;
        saga.Run++;
        saga.UndoLater = saga.Undo;
        // The last one that was to be undone was the first.
        saga.Undo = [.. nodes.Reverse()];
        effects.SetTimer(WorkflowTimers.Ask, options.Value.AskInterval);
        BeginUndo(c);
    }

    /// <summary>The run that it is inside of is stopped: what it undoes it undoes to the end, and it does nothing after that.</summary>
    public void NotAgain(BehaviorContext<WorkflowSaga, WorkflowCut> c)
    {
        c.Saga.Next = c.Saga.CurrentState;
        if (c.Saga.Again is null)
            return;
        c.Saga.Again = null;
        Describe(c, c.Message.Reason);
    }

    /// <summary>What it undoes before it is run again it undoes to the end; then it waits, or does not after all.</summary>
    public void PauseAgain(BehaviorContext<WorkflowSaga> c, string command, bool waits, string? reason)
    {
        var saga = c.Saga;
        if (saga.Again is not { } again)
        {
            Refuse(c, command);
            return;
        }

        saga.Next = saga.CurrentState;
        saga.Again = again with { Waits = waits };
        if (again.Waits != waits)
            Describe(c, reason);
        Answer(c, command, changed: again.Waits != waits);
    }

    /// <summary>All that was to be undone before is undone, or not.</summary>
    /// <returns>False: the run ends as it had.</returns>
    private async Task<bool> IsRunAgainAsync(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board)
    {
        var saga = c.Saga;
        if (saga.Again is not { } again)
            return false;
        saga.Again = null;
        if (saga.GaveUp || Look(saga, plan, again.Node).NotUndone.Count > 0)
            return false;
        await BeginAgainAsync(c, plan, board, again).ConfigureAwait(false);
        return true;
    }

    private async Task BeginAgainAsync(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board, WorkflowAgain again)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        var finished = board.Nodes(NodeMarks.Succeeded).ToList();
        board.Reset(again.Node);
        saga.Run++;
        // The last one that was to be undone was the first: turned round, they stand in the order in which they finished.
        saga.Undo = [.. saga.NotUndone.Except(saga.Undo).Reverse().Concat(saga.Undo).Where(node => board[node] == NodeMarks.Succeeded)];
        saga.NotUndone.RemoveAll(node => board[node] != NodeMarks.Succeeded);
        (saga.Stop, saga.Reason, saga.EndedAt, saga.BegunAt) = (null, null, null, effects.Now);
        (saga.GaveUp, saga.PausedAt, saga.PausedMs, saga.Rests) = (false, again.Waits ? effects.Now : null, 0, []);
        saga.Next = again.Waits ? WorkflowStates.Waiting : WorkflowStates.Running; // from here on nodes begin
        saga.Marks = board.ToString();
        if (!again.Waits)
            effects.SetTimer(WorkflowTimers.Timeout, TimeSpan.FromMilliseconds(saga.TimeoutMs));
        Describe(c, Replacing(plan, [.. finished.Where(node => board[node] != NodeMarks.Succeeded)], again.Reason));
        await AdvanceAsync(c, plan, board, board.Ready()).ConfigureAwait(false);
    }

    /// <summary>
    /// Nobody knows whether it has done what it was to do: the next execution of it says so by the key of this one. An answer that another attempt could not mend was one to that
    /// key, and frees from it; that nobody was reached says nothing of the try before. What a node does in a run that undoes undoes, and keeps its key until it has.
    /// </summary>
    private static void RememberTry(WorkflowSaga saga, int node, char mark, NodeEnd? end)
    {
        var undoes = WorkflowIds.IsUndo(saga.Id);
        if (mark == NodeMarks.Succeeded || (!undoes && end is { Attempts: > 0, Exhausted: false, InDoubt: false }))
            saga.Tried.Remove(node);
        else if (undoes || end is { InDoubt: true })
            saga.Tried.TryAdd(node, saga.Run);
    }

    /// <summary>Earlier entries of the timeline say of these that they were done.</summary>
    private static string? Replacing(WorkflowPlan plan, IReadOnlyList<int> nodes, string? reason) =>
        nodes.Count == 0 ? reason : $"{(reason is null ? "" : $"{reason.TrimEnd('.')}. ")}What {Names(plan, nodes)} returned before no longer counts.";
}
