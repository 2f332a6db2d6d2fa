using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Swarms.Resources;

/// <summary>The leader's optimisation: what swarms without a sign of life hold is free again.</summary>
internal sealed partial class ResourceDuty(ISwarmResources resources, Announcer announcer, LeaderService leader, IOptions<ResourceOptions> options, TimeProvider time, ILogger<ResourceDuty> log)
    : LeaderDuty(leader, options.Value.Optimisation, time, log)
{
    private readonly ILogger<ResourceDuty> log = log;

    public override TimeSpan Interval => options.Value.Optimisation;

    protected override async Task<DutyDone> PerformAsync(LeaderTerm term, CancellationToken cancellation)
    {
        if (await resources.OptimiseAsync(term, cancellation).ConfigureAwait(false) is not { } freed)
            return DutyDone.Stale;
        foreach (var lease in freed)
        {
            Freed(log, lease.SwarmId, lease.Amount, lease.Type);
            await announcer.TellAsync(
                ResourceCommandSet.Channel, "resource_released", new { ResourceType = lease.Type, lease.SwarmId, lease.Amount, AllocationId = lease.LeaseId }, cancellation)
                .ConfigureAwait(false);
        }

        return DutyDone.Done;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The lease of {SwarmId} on {Amount} of {ResourceType} has run out; they are free")]
    private static partial void Freed(ILogger logger, string swarmId, long amount, string resourceType);
}
