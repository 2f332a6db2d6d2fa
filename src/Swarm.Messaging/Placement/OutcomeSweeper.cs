using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Placement;

/// <summary>Every 30 s: what is too old goes from the routing table. Any number of hosts may run it.</summary>
internal sealed class OutcomeSweeper(
    IPlacementStore placement, IOptions<PlacementOptions> options, TimeProvider time, ILogger<OutcomeSweeper> log)
    : PeriodicService(options.Value.OutcomeCheck, time, log)
{
    public override TimeSpan Interval => options.Value.OutcomeCheck;

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await placement.CleanOutcomesAsync(cancellation).ConfigureAwait(false);
        return false;
    }
}
