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
        if (ended.Origin.Run != saga.Run || !ended.Origin.Undo || saga.Undo.Count == 0 || saga.Undo[^1] != ended.Origin.Node)
            return;
        if (ended.End.State == WorkflowNodeStates.Compensated)
        {
            // The run that it was before is undone, and it begins itself.
            EmitUndo(c);
            return;
        }

        Record(c, WorkflowCollections.Undone, ended.Origin.Node, RecordOf(saga, ended));
        if (ended.End.State == WorkflowNodeStates.Succeeded)
        {
            board.Undo(ended.Origin.Node);
            saga.Tried.Remove(ended.Origin.Node);
        }
        else
        {
            saga.NotUndone.Add(ended.Origin.Node);
        }

        saga.Marks = board.ToString();
        saga.Undo.RemoveAt(saga.Undo.Count - 1);
        Effects(c).SetTimer(WorkflowTimers.Ask, options.Value.AskInterval);
        if (saga.GaveUp)
        {
            saga.NotUndone.AddRange(saga.Undo.AsEnumerable().Reverse());
            saga.Undo.Clear();
        }

        if (saga.Undo.Count > 0)
        {
            EmitUndo(c);
            return;
        }

        var wasAgain = saga.Again is not null;
        if (await IsRunAgainAsync(c, plan, board).ConfigureAwait(false))
            return;
        if (saga.NotUndone.Count > 0)
            TellNotUndone(c, plan, wasAgain);
        EndRun(c, WorkflowStates.Failed);
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
        saga.Reason = $"{saga.Reason}{NotUndoneWords}{(saga.GaveUp ? " or was cancelled" : "")}: {Names(plan, saga.NotUndone)}.{(wasAgain ? " So it was not run again." : "")}";
        Describe(c, saga.Reason);
    }

    private static string Names(WorkflowPlan plan, IReadOnlyList<int> nodes) =>
        string.Join(", ", nodes.Take(MostNotUndone).Select(plan.Id)) + (nodes.Count > MostNotUndone ? $" and {nodes.Count - MostNotUndone} more" : "");

    /// <summary>Why it failed before is not forgotten.</summary>
    private static string CancelledAfter(string? first, string? reason) =>
        first is null ? reason ?? "cancelled" : $"{first.TrimEnd('.')}. Then it was cancelled{(reason is null ? "" : $": {reason.TrimEnd('.')}")}.";

    private static void BeginUndo(BehaviorContext<WorkflowSaga> c)
    {
        Effects(c).ClearTimer(WorkflowTimers.Timeout);
        c.Saga.Next = WorkflowStates.Compensating;
        EmitUndo(c);
    }

    private static void EmitUndo(BehaviorContext<WorkflowSaga> c)
    {
        IReadOnlyList<int> next = [c.Saga.Undo[^1]];
        Effects(c).Emit(c.Saga.GaveUp ? new Emission.ToNodes(c.Saga.Run, [], next, Undo: true) : new Emission.ToNodes(c.Saga.Run, next, [], Undo: true));
    }
}
