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

    public async Task EndUndoAsync(BehaviorContext<WorkflowSaga, NodeEnded> c)
    {
        var (saga, ended) = (c.Saga, c.Message);
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        if (ended.Origin.Run != saga.Run || !ended.Origin.Undo || saga.Undo.Count == 0 || saga.Undo[^1] != ended.Origin.Node)
            return;
        Record(c, WorkflowCollections.Undone, ended.Origin.Node, RecordOf(saga, ended.End));
        if (ended.End.State == WorkflowNodeStates.Succeeded)
            board.Undo(ended.Origin.Node);
        else
            saga.NotUndone.Add(ended.Origin.Node);
        saga.Marks = board.ToString();
        saga.Undo.RemoveAt(saga.Undo.Count - 1);
        Effects(c).SetTimer(WorkflowTimers.Ask, options.Value.AskInterval);
        if (saga.Undo.Count > 0)
        {
            EmitUndo(c);
            return;
        }

        if (saga.NotUndone.Count > 0)
            TellNotUndone(c, plan);
        EndRun(c, WorkflowStates.Failed);
    }

    private static void TellNotUndone(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan)
    {
        var saga = c.Saga;
        var names = string.Join(", ", saga.NotUndone.Take(MostNotUndone).Select(plan.Id))
            + (saga.NotUndone.Count > MostNotUndone ? $" and {saga.NotUndone.Count - MostNotUndone} more" : "");
        saga.Reason = $"{saga.Reason} Not undone, as the compensation failed: {names}.";
        Describe(c, saga.Reason);
    }

    private static void BeginUndo(BehaviorContext<WorkflowSaga> c)
    {
        Effects(c).ClearTimer(WorkflowTimers.Timeout);
        c.Saga.Next = WorkflowStates.Compensating;
        EmitUndo(c);
    }

    private static void EmitUndo(BehaviorContext<WorkflowSaga> c) =>
        Effects(c).Emit(new Emission.ToNodes(c.Saga.Run, [c.Saga.Undo[^1]], [], Undo: true));
}
