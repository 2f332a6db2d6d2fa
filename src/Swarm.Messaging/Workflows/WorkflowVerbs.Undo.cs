using MassTransit;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>How finished nodes are undone: one at a time, the last one first. One that cannot be undone does not keep the others from it.</summary>
internal sealed partial class WorkflowVerbs
{
    /// <summary>More names in a sentence would help nobody; each node says it itself.</summary>
    private const int MostNotUndone = 5;

    private const string NotUndoneWords = " Not undone, as the compensation failed";

    public async Task EndUndoAsync(BehaviorContext<WorkflowSaga, NodeEnded> c)
    {
        var (saga, ended) = (c.Saga, c.Message);
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        if (ended.Origin.Run != saga.Run || saga.Undo.Count == 0 || saga.Undo[^1] != ended.Origin.Node)
            return;
        var isInside = saga.Inside.ContainsKey(ended.Origin.Node);
        if (ended.Origin.Undo == isInside)
            return;
        if (ended.End.State == WorkflowNodeStates.Compensated && !isInside)
        {
            // The run that it was before is undone, and it begins itself.
            EmitUndo(c);
            return;
        }

        if (isInside)
            UndoneInside(c, board, ended);
        else
            Undone(c, plan, board, ended);
        saga.Marks = board.ToString();
        saga.Undo.RemoveAt(saga.Undo.Count - 1);
        Effects(c).SetTimer(WorkflowTimers.Ask, options.Value.AskInterval);
        if (saga.GaveUp)
        {
            saga.NotUndone.AddRange(saga.Undo.Where(node => !saga.Inside.ContainsKey(node)).Reverse());
            saga.Undo.Clear();
        }

        if (saga.Undo.Count > 0)
        {
            EmitUndo(c);
            return;
        }

        (saga.Undo, saga.UndoLater) = ([.. saga.UndoLater.Where(node => board[node] != NodeMarks.Undone)], []);
        var wasAgain = saga.Again is not null;
        if (await IsRunAgainAsync(c, plan, board).ConfigureAwait(false))
            return;
        if (saga.NotUndone.Count > 0 || (saga.Superseded && saga.Inside.Count > 0))
            TellNotUndone(c, plan, wasAgain);
        EndRun(c, EndOf(saga, plan, board));
    }

    private static void Undone(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board, NodeEnded ended)
    {
        var (saga, node, record) = (c.Saga, ended.Origin.Node, RecordOf(c.Saga, ended));
        var isCutOff = ended.End is { State: WorkflowNodeStates.Cancelled, Attempts: > 0 };
        record = isCutOff ? record with { Error = $"cut off, and done or not: {record.Error}" } : record;
        Record(c, WorkflowCollections.Undone, node, record);
        if (ended.End.State == WorkflowNodeStates.Succeeded)
        {
            board.Undo(node);
            saga.DoneInside.Remove(node);
            saga.Tried.Remove(node);
        }
        else
        {
            saga.NotUndone.Add(node);
            saga.WhyNotUndone ??= $"the compensation of {plan.Id(node)} in the run {saga.Id} failed: {record.Error ?? "no reason was given"}";
        }
    }

    /// <summary>What it has done is undone, or not. A node that had failed stays so; of one that had succeeded some may be undone, so that it is done no more.</summary>
    private static void UndoneInside(BehaviorContext<WorkflowSaga> c, NodeBoard board, NodeEnded ended)
    {
        var (node, isUndone) = (ended.Origin.Node, ended.End.State == WorkflowNodeStates.Compensated);
        // Its end is one of the run inside: where that began the record of the node says.
        Record(c, WorkflowCollections.Undone, node, RecordOf(c.Saga, ended.End));
        if (board[node] == NodeMarks.Succeeded)
            board.End(node, isUndone ? NodeMarks.Undone : NodeMarks.Failed);
        if (isUndone)
            c.Saga.Inside.Remove(node);
        else
            c.Saga.WhyNotUndone ??= ended.End.WhyNotUndone;
    }

    /// <summary>What is being undone is stopped, and the rest stays as it is.</summary>
    public void GiveUp(BehaviorContext<WorkflowSaga, CancelWorkflow> c)
    {
        var saga = c.Saga;
        if (saga.GaveUp)
        {
            AnswerUnchanged(c, nameof(CancelWorkflow));
            return;
        }

        saga.Next = saga.CurrentState;
        saga.GaveUp = true;
        saga.Reason = CancelledAfter(saga.Reason, c.Message.Reason);
        Describe(c, saga.Reason);
        EmitUndo(c);
        Answer(c, nameof(CancelWorkflow), changed: true);
    }

    private static void TellNotUndone(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, bool wasAgain)
    {
        var saga = c.Saga;
        saga.Reason = $"{Sentence(saga.Reason)}{NotUndoneWords}{(saga.GaveUp ? " or was cancelled" : "")}: {NamesNotUndone(plan, saga)}.{(wasAgain ? " So it was not run again." : "")}".TrimStart();
        Describe(c, saga.Reason);
    }

    private static string? Sentence(string? reason) => string.IsNullOrEmpty(reason) ? null : $"{reason.TrimEnd('.')}.";

    private static string Names(WorkflowPlan plan, IReadOnlyList<int> nodes) =>
        string.Join(", ", nodes.Take(MostNotUndone).Select(plan.Id)) + (nodes.Count > MostNotUndone ? $" and {nodes.Count - MostNotUndone} more" : "");

    private static string NamesNotUndone(WorkflowPlan plan, WorkflowSaga saga) => string.Join("; ", new[]
    {
        saga.NotUndone.Count == 0 ? null : Names(plan, saga.NotUndone),
        saga.Inside.Count == 0 ? null : $"what is inside {Names(plan, [.. saga.Inside.Keys.Order()])} ({string.Join(", ", saga.Inside.OrderBy(i => i.Key).Take(MostNotUndone).Select(i => i.Value))})",
    }.OfType<string>());

    /// <summary>Why it failed before is not forgotten.</summary>
    private static string CancelledAfter(string? first, string? reason) =>
        first is null ? reason ?? "cancelled" : $"{first.TrimEnd('.')}. Then it was cancelled{(reason is null ? "" : $": {reason.TrimEnd('.')}")}.";

    private static void BeginUndo(BehaviorContext<WorkflowSaga> c)
    {
        Effects(c).ClearTimer(WorkflowTimers.Timeout);
        c.Saga.NotUndone.RemoveAll(c.Saga.Undo.Contains);
        c.Saga.Next = WorkflowStates.Compensating;
        EmitUndo(c);
    }

    private static void EmitUndo(BehaviorContext<WorkflowSaga> c)
    {
        IReadOnlyList<int> next = [c.Saga.Undo[^1]];
        Effects(c).Emit(c.Saga.GaveUp ? new Emission.ToNodes(c.Saga.Run, [], next, Undo: true) : new Emission.ToNodes(c.Saga.Run, next, [], Undo: true));
    }
}
