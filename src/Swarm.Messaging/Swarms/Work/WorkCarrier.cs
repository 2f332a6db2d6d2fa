using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>Brings the ends of swarms' tasks home: counted once, and told to whoever wanted the task. An entry stays in the outbox until that has happened.</summary>
internal sealed class WorkCarrier(WorkEnds ends) : IOutboxCarrier
{
    public async Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        foreach (var commit in commits)
        {
            foreach (var emission in commit.Emissions)
            {
                if (emission is not Emission.ToListeners { Event: { Kind: SwarmTaskPolicy.KindName } said } || End(said) is not { } end)
                    continue;
                var (taskId, assignment) = WorkIds.Read(said.TaskId);
                await ends.EndAsync(taskId, assignment, end.Outcome, end.Reason, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static (string Outcome, string? Reason)? End(TaskEvent said) => said switch
    {
        TaskCompleted => ("completed", null),
        TaskDeadLettered gone => ("failed", gone.Message ?? gone.Reason),
        TaskCancelled { Reason: not SystemReasons.TakenBack } cancelled => ("cancelled", cancelled.Reason),
        _ => null,
    };
}
