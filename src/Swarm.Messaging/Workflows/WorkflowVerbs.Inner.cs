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
        if (IsTaken(saga, parent) || saga.NotUndone.Count == 0)
            return;
        Describe(c, $"The run {parent.Workflow} was run again with something else to do here; what is not undone is undone before: {Names(plan, saga.NotUndone)}.");
        (saga.Parent, saga.Superseded) = (parent, true);
        UndoAnew(c, saga.NotUndone);
    }

    /// <summary>It undoes still for a run of its parent that waits for that no longer; the one that does is told.</summary>
    public void UndoForAnother(BehaviorContext<WorkflowSaga, WorkflowUndoAgain> c)
    {
        c.Saga.Next = c.Saga.CurrentState;
        if (!IsTaken(c.Saga, c.Message.Parent))
            (c.Saga.Parent, c.Saga.Superseded, c.Saga.Again) = (c.Message.Parent, true, null);
    }

    /// <summary>By this run of its parent, or, where a host comes late, by a later one.</summary>
    private static bool IsTaken(WorkflowSaga saga, NodeOrigin parent) => saga.Parent is { } owner && parent.Run <= owner.Run;

    private static NodeEnd EndForParent(WorkflowSaga saga, string state, DateTimeOffset now) => saga.Superseded
        ? SupersededEnd(saga, now)
        : new NodeEnd(SubWorkflows.NodeState(state))
        {
            ErrorType = state == WorkflowStates.Failed ? "sub_workflow_failed" : null,
            Error = state == WorkflowStates.Completed ? null : $"The run {saga.Id} ended {state}: {saga.Reason}",
            Attempts = 1,
            StartedAt = saga.BegunAt,
            EndedAt = now,
        };

    /// <summary>Once it is undone the node begins; else the node has failed, and nothing has begun.</summary>
    internal static NodeEnd SupersededEnd(WorkflowSaga saga, DateTimeOffset now) => new(saga.NotUndone.Count == 0 ? WorkflowNodeStates.Compensated : WorkflowNodeStates.Failed)
    {
        ErrorType = saga.NotUndone.Count == 0 ? null : "not_undone",
        Error = saga.NotUndone.Count == 0 ? null
            : $"This node was the run {saga.Id} before, with another input or definition, and what that could not undo could not be undone now either, so that no new one has begun. It: {saga.Reason} Run again when it can be undone.",
        Attempts = 1,
        StartedAt = saga.BegunAt,
        EndedAt = now,
    };
}
