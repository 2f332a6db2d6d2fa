using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>Tells all swarms of a new leader, once for each epoch: the id is the epoch's, and it is sent until it is in the inboxes.</summary>
internal sealed class LeaderAnnouncement(SwarmMessenger messenger, LeaderService leader, IOptions<LeadershipOptions> options, TimeProvider time, ILogger<LeaderAnnouncement> log)
    : LeaderDuty(leader, options.Value.Renew, time, log)
{
    public const string MessageType = "leadership_announcement";

    private long announced;

    protected override async Task<DutyDone> PerformAsync(LeaderTerm term, CancellationToken cancellation)
    {
        if (announced == term.Epoch)
            return DutyDone.Done;
        await messenger.SendAsync(
            term.SwarmId,
            new SwarmAddress.ToAll(),
            new { Type = MessageType, Leader = term.SwarmId, term.Epoch, Timestamp = Time.GetUtcNow().ToUnixTimeMilliseconds() },
            $"leader{CommandRules.Joint}{term.Epoch}",
            cancellation).ConfigureAwait(false);
        announced = term.Epoch;
        return DutyDone.Done;
    }
}
