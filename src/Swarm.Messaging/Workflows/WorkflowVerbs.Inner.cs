using MassTransit;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Workflows;

/// <summary>Of a workflow inside: how it ends for its parent, and how it gives its place to another.</summary>
internal sealed partial class WorkflowVerbs
{
    /// <summary>Its node is to be done with something else. What it could not undo it undoes before another begins, under the keys of the first try.</summary>
    public async Task UndoAgainAsync(BehaviorContext<WorkflowSaga, WorkflowUndoAgain> c)
    {
        var (saga, parent) = (c.Saga, c.Message.Parent);
        var (plan, _) = await BoardAsync(c).ConfigureAwait(false);
        if (IsTaken(saga, parent) || !saga.LeavesUndone)
            return;
        saga.Replaced |= saga.CurrentState == WorkflowStates.Completed;
        var why = $"The run {parent.Workflow} was run again {(saga.Replaced ? "and does this anew" : "with something else to do here")}";
        Describe(c, $"{why}; what is not undone is undone before: {NamesNotUndone(plan, saga)}.");
        if (saga.CurrentState == WorkflowStates.Completed)
            saga.Reason = $"{why}.";
        (saga.Parent, saga.Superseded) = (parent, true);
        // What failed inside came last.
        UndoAnew(c, [.. saga.Inside.Keys.OrderDescending(), .. saga.NotUndone]);
    }

    /// <summary>It undoes still for a run of its parent that waits for that no longer; the one that does is told.</summary>
    public void UndoForAnother(BehaviorContext<WorkflowSaga, WorkflowUndoAgain> c)
    {
        c.Saga.Next = c.Saga.CurrentState;
        if (!IsTaken(c.Saga, c.Message.Parent))
            (c.Saga.Parent, c.Saga.Superseded, c.Saga.Again) = (c.Message.Parent, true, null);
    }

    /// <summary>What the end of a workflow inside says beside how its node ends; an end without one says nothing of that, and what was known holds.</summary>
    private static void TakeFromInside(WorkflowSaga saga, NodeEnded ended)
    {
        if (ended.End.LeftUndone is not { } left)
            return;
        saga.DoneInside.Remove(ended.Origin.Node);
        if (left)
            saga.Inside[ended.Origin.Node] = WorkflowIds.SubWorkflow(ended.Origin);
        else
            saga.Inside.Remove(ended.Origin.Node);
    }

    /// <summary>By this run of its parent, or, where a host comes late, by a later one.</summary>
    private static bool IsTaken(WorkflowSaga saga, NodeOrigin parent) => saga.Parent is { } owner && parent.Run <= owner.Run;

    internal static NodeEnd EndForParent(WorkflowSaga saga, string state, DateTimeOffset now) => saga.Superseded
        ? SupersededEnd(saga, now)
        : new NodeEnd(SubWorkflows.NodeState(state))
        {
            LeftUndone = saga.LeavesUndone,
            ErrorType = state == WorkflowStates.Failed ? "sub_workflow_failed" : null,
            Error = state == WorkflowStates.Completed ? null : $"The run {saga.Id} ended {state}: {saga.Reason}",
            Attempts = 1,
            StartedAt = saga.BegunAt,
            EndedAt = saga.EndedAt ?? now,
        };

    /// <summary>Once it is undone the node begins; else the node has failed, and nothing has begun.</summary>
    internal static NodeEnd SupersededEnd(WorkflowSaga saga, DateTimeOffset now) => new(saga.LeavesUndone ? WorkflowNodeStates.Failed : WorkflowNodeStates.Compensated)
    {
        LeftUndone = saga.LeavesUndone,
        WhyNotUndone = saga.LeavesUndone ? saga.WhyNotUndone : null,
        ErrorType = saga.LeavesUndone ? "not_undone" : null,
        Error = !saga.LeavesUndone ? null
            : $"This node was the run {saga.Id} before, {(saga.Replaced ? "which had succeeded" : "with another input or definition")}, and what that could not undo could not be undone now either, so that no new one has begun"
                + $"{(saga.WhyNotUndone is { } why ? $": {why.TrimEnd('.')}" : "")}. It: {saga.Reason} Run again when it can be undone.",
        Attempts = 1,
        StartedAt = saga.BegunAt,
        EndedAt = now,
    };
}
