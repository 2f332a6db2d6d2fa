using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>How what must not go on ends.</summary>
internal sealed partial class NodeStarter
{
    private async Task TellAgainAsync(NodeOrigin origin, List<SagaItem> ends)
    {
        var id = WorkflowIds.Task(origin);
        if (await taskQueries.LoadAsync(id, CancellationToken.None).ConfigureAwait(false) is not { } task)
            return;
        var result = await store.ReadResultAsync(new SagaKey(TaskDefinition.TypeName, id), CancellationToken.None).ConfigureAwait(false);
        ends.Add(Ended(origin, TaskNodes.EndOf(task, task.CurrentState, task.Reason, task.EndedAt ?? time.GetUtcNow()), result));
    }

    private async Task StopAsync(WorkflowSaga saga, WorkflowPlan plan, NodeOrigin origin, List<SagaItem> ends)
    {
        if (origin.Undo && saga.Inside.TryGetValue(origin.Node, out var inside))
        {
            if (await subWorkflows.GiveUpAsync(origin with { Undo = false }, inside, CancellationToken.None).ConfigureAwait(false) is { } ended)
                ends.Add(Ended(ended.Origin, ended.End));
            return;
        }

        var type = origin.Undo ? plan.Node(origin.Node).Compensation!.Type : plan.Node(origin.Node).Type;
        if (type != NodeTypes.SubWorkflow)
            await StopTaskAsync(saga, plan, origin, ends).ConfigureAwait(false);
        else
            await StopInnerAsync(saga, origin, ends).ConfigureAwait(false);
    }

    private async Task StopInnerAsync(WorkflowSaga saga, NodeOrigin origin, List<SagaItem> ends)
    {
        try
        {
            if (!await subWorkflows.StopAsync(origin, undoes: saga.Stop == StopCauses.Timeout, CancellationToken.None).ConfigureAwait(false))
                ends.Add(Ended(origin, NotBegun()));
        }
        catch (SagaDamagedException e)
        {
            ends.Add(Ended(origin, Failed(SagaDamagedException.Code, e.Message)));
        }
    }

    /// <summary>What it was to see, or it itself, is damaged. One that has begun and is well needs nothing of it any more.</summary>
    private async Task EndDamagedAsync(WorkflowPlan plan, NodeOrigin origin, SagaDamagedException damage, List<SagaItem> ends)
    {
        try
        {
            var isInner = !origin.Undo && plan.Node(origin.Node).Type == NodeTypes.SubWorkflow;
            if (isInner && await subWorkflows.HasBegunAsync(origin, CancellationToken.None).ConfigureAwait(false))
                return;
            if (!isInner && await OwnAsync(origin).ConfigureAwait(false) is { } own)
            {
                if (TaskStates.IsEnd(own.CurrentState))
                    await TellAgainAsync(origin, ends).ConfigureAwait(false);
                return;
            }
        }
        catch (SagaDamagedException)
        {
            // It is damaged itself.
        }

        ends.Add(Ended(origin, Failed(SagaDamagedException.Code, damage.Message)));
    }

    private async Task StopTaskAsync(WorkflowSaga saga, WorkflowPlan plan, NodeOrigin origin, List<SagaItem> ends)
    {
        try
        {
            switch (await CancelTaskAsync(saga, plan, origin).ConfigureAwait(false))
            {
                case null:
                    await TellAgainAsync(origin, ends).ConfigureAwait(false);
                    break;
                case { Code: SagaDamagedException.Code } damaged:
                    ends.Add(Ended(origin, Failed(damaged.Code, damaged.Message)));
                    break;
                default:
                    // What was never begun has no end of its own to tell of.
                    ends.Add(Ended(origin, NotBegun()));
                    break;
            }
        }
        catch (SagaDamagedException e)
        {
            ends.Add(Ended(origin, Failed(SagaDamagedException.Code, e.Message)));
        }
    }

    /// <returns>Null: it tells of its end. Why not, otherwise: there is none, and none will be, or it is damaged. One of somebody else is none.</returns>
    private async Task<CommandRejected?> CancelTaskAsync(WorkflowSaga saga, WorkflowPlan plan, NodeOrigin origin)
    {
        var (id, type) = (WorkflowIds.Task(origin), plan.Node(origin.Node).Type!);
        if (await StrangerAsync(origin).ConfigureAwait(false) is not null)
            return TaskAnswers.NotFound(nameof(CancelTask), id);
        // Whoever was to begin it may still be about to, here or on another host.
        while (await tasks.CancelAsync(new CancelTask { TaskId = id, Reason = "the run was stopped" }, null, CancellationToken.None).ConfigureAwait(false)
            is CommandRejected { Code: "not_found" or SagaDamagedException.Code } refused)
        {
            var withheld = new TaskWithheld(id, origin, saga.Client, type, type, saga.Rank, Labels(saga, plan, origin), BeforeItBegan);
            if (refused.Code == SagaDamagedException.Code || await tasks.WithholdAsync(withheld, CancellationToken.None).ConfigureAwait(false))
                return refused;
        }

        return null;
    }
}
