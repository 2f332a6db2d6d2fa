using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>The end of a swarm's task: counted once, and told to whoever wanted the task, to the leader where nobody did or who did is not there.</summary>
internal sealed class WorkEnds(ISwarmWork work, ISwarmLeadership leadership, SwarmMessenger messenger)
{
    /// <param name="assignment">One that is not the task's present one ends nothing.</param>
    public async Task EndAsync(string taskId, long assignment, string outcome, string? reason, CancellationToken cancellation)
    {
        if (await work.EndAsync(taskId, assignment, outcome, reason, cancellation).ConfigureAwait(false) is not { SwarmId: { } swarm } task)
            return;
        if (task.Order.QueuedBy is not { } by || !await ReachesAsync(by).ConfigureAwait(false))
        {
            if ((await leadership.CurrentAsync(cancellation).ConfigureAwait(false))?.SwarmId is { } leader && leader != task.Order.QueuedBy)
                await ReachesAsync(leader).ConfigureAwait(false);
        }

        // In its receiver's own name where the swarm that did it has left meanwhile. One that is refused for another reason than that its
        // receiver is not there is not told: the task has ended all the same.
        async Task<bool> ReachesAsync(string to)
        {
            foreach (var sender in new[] { swarm, to })
            {
                var sent = await messenger.SendAsync(
                    sender, new SwarmAddress.ToSwarm(to), new { Type = "task_completed", TaskId = taskId, SwarmId = swarm, Success = outcome == "completed", Outcome = outcome, Error = reason },
                    $"{WorkIds.Saga(taskId, assignment)}.ended", cancellation).ConfigureAwait(false);
                if (sent is not MessageSent.Refused { Code: "not_found" or "wrong_state" })
                    return true;
            }

            return false;
        }
    }
}
