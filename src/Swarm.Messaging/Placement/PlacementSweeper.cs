using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Placement;

/// <summary>
/// Once a second: expired leases, unconfirmed grants, lapsed reservations, lost targets. Sooner when a limit lets some begin again: a rate is no slower than it says.
/// Any number of hosts may run it. One whose broker was away, or whose store took nothing for longer than a heartbeat, lets nobody lose work who could not say that he lives: it
/// waits for a lease's length after that.
/// </summary>
internal sealed class PlacementSweeper(
    IPlacementStore placement, PlacementNewsQueue news, IHearing hearing, IOptions<PlacementOptions> options, TimeProvider time, ILogger<PlacementSweeper> log)
    : PeriodicService(Period, time, log)
{
    private const int Limit = 500;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>However many limits are due one after the other.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);

    /// <summary>From one sweep to the next while nothing keeps it from them: a shorter heartbeat must not make every sweep look like the first after a standstill.</summary>
    private static readonly TimeSpan LongestWait = 3 * Period;

    private long? lastSwept;
    private long? sparesSince;

    protected override async Task<bool> RunAsync(CancellationToken cancellation) =>
        await RunOnceAsync(cancellation).ConfigureAwait(false) >= Limit;

    protected override async Task PauseAsync(CancellationToken cancellation)
    {
        var due = await placement.UntilDueAsync(cancellation).ConfigureAwait(false) ?? Period;
        await Task.Delay(due < ShortestPause ? ShortestPause : due < Period ? due : Period, Time, cancellation).ConfigureAwait(false);
    }

    /// <returns>How many sagas have to be told something.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        // Whoever hears nothing for so long may have missed the heartbeats of all.
        if (lastSwept is { } last && Time.GetElapsedTime(last) > options.Value.Heartbeat + LongestWait)
            sparesSince = Time.GetTimestamp();
        var spare = hearing.HeardFor < options.Value.Lease || sparesSince is { } since && Time.GetElapsedTime(since) < options.Value.Lease;
        var found = await placement.SweepAsync(Limit, spare, cancellation).ConfigureAwait(false);
        lastSwept = Time.GetTimestamp();
        news.Add(found);
        return found.Grants.Count + found.Lost.Count + found.Resend.Count;
    }
}
