using Microsoft.Extensions.Logging;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>The end of a swarm's task: counted once, and told to whoever wanted the task, to the leader where nobody did or who did is not there.</summary>
internal sealed partial class WorkEnds(ISwarmWork work, ISwarmLeadership leadership, SwarmMessenger messenger, ILogger<WorkEnds> log)
{
    /// <param name="assignment">One that is not the task's present one ends nothing.</param>
    public async Task EndAsync(string taskId, long assignment, string outcome, string? reason, CancellationToken cancellation)
    {
        if (await work.EndAsync(taskId, assignment, outcome, reason, cancellation).ConfigureAwait(false) is not { } task)
            return;
        if (task.Order.QueuedBy is not { } by || !await ReachesAsync(by).ConfigureAwait(false))
        {
            if ((await leadership.CurrentAsync(cancellation).ConfigureAwait(false))?.SwarmId is { } leader && leader != task.Order.QueuedBy)
                await ReachesAsync(leader).ConfigureAwait(false);
        }

        // In its receiver's own name where the swarm that did it has left meanwhile, or none had it. One that is refused for another reason than that its
        // receiver is not there is not told, which the log says: the task has ended all the same.
        async Task<bool> ReachesAsync(string to)
        {
            foreach (var sender in task.SwarmId is { } swarm ? new[] { swarm, to } : [to])
            {
                var sent = await messenger.TellAsync(
                    sender, new SwarmAddress.ToSwarm(to), new { Type = "task_completed", TaskId = taskId, task.SwarmId, Success = outcome == "completed", Outcome = outcome, Error = reason },
                    WorkIds.Message(task, assignment, "ended"), cancellation).ConfigureAwait(false);
                if (sent is MessageSent.Refused { Code: "not_found" or "wrong_state" })
                    continue;
                if (sent is MessageSent.Refused refused)
                    NotTold(log, taskId, outcome, to, refused.Message);
                return true;
            }

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The task {TaskId} of a swarm has ended ({Outcome}), and {SwarmId} was not told: {Reason}")]
    private static partial void NotTold(ILogger logger, string taskId, string outcome, string swarmId, string reason);
}
