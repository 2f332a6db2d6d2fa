using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>Brings the ends of swarms' tasks home: counted once, and told to whoever wanted the task. An entry stays in the outbox until that has happened.</summary>
internal sealed class WorkCarrier(ISwarmWork work, ISwarmLeadership leadership, SwarmMessenger messenger) : IOutboxCarrier
{
    public async Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        foreach (var commit in commits)
        {
            foreach (var emission in commit.Emissions)
            {
                if (emission is Emission.ToListeners { Event: { Kind: SwarmTaskPolicy.KindName } said } && End(said) is { } end)
                    await EndAsync(said.TaskId, end.Outcome, end.Reason, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static (string Outcome, string? Reason)? End(TaskEvent said) => said switch
    {
        TaskCompleted => ("completed", null),
        TaskDeadLettered gone => ("failed", gone.Message ?? gone.Reason),
        TaskCancelled cancelled => ("cancelled", cancelled.Reason),
        _ => null,
    };

    private async Task EndAsync(string sagaId, string outcome, string? reason, CancellationToken cancellation)
    {
        var (taskId, assignment) = WorkIds.Read(sagaId);
        if (await work.EndAsync(taskId, assignment, outcome, reason, cancellation).ConfigureAwait(false) is not { SwarmId: { } swarm } task)
            return;
        var to = task.Order.QueuedBy ?? (await leadership.CurrentAsync(cancellation).ConfigureAwait(false))?.SwarmId;
        // What is told may be refused, as when its receiver has gone: the task has ended all the same.
        if (to is not null)
        {
            await messenger.SendAsync(
                swarm, new SwarmAddress.ToSwarm(to), new { Type = "task_completed", TaskId = taskId, SwarmId = swarm, Success = outcome == "completed", Outcome = outcome, Error = reason },
                $"{sagaId}.ended", cancellation).ConfigureAwait(false);
        }
    }
}
