using Microsoft.Extensions.Logging;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Placement;

/// <summary>Once a second: expired leases, unconfirmed grants, lapsed reservations, lost targets. Any number of hosts may run it.</summary>
internal sealed class PlacementSweeper(IPlacementStore placement, PlacementNewsQueue news, TimeProvider time, ILogger<PlacementSweeper> log)
    : PeriodicService(TimeSpan.FromSeconds(1), time, log)
{
    private const int Limit = 500;

    protected override async Task<bool> RunAsync(CancellationToken cancellation) =>
        await RunOnceAsync(cancellation).ConfigureAwait(false) >= Limit;

    /// <returns>How many sagas have to be told something.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var found = await placement.SweepAsync(Limit, cancellation).ConfigureAwait(false);
        news.Add(found);
        return found.Grants.Count + found.Lost.Count + found.Resend.Count;
    }
}
