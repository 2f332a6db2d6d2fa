using Microsoft.Extensions.Logging;
using Swarm.Messaging.Metrics;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Scheduling;

/// <summary>
/// Claims due timers and hands them to their sagas as items. A claim that ends in no commit comes back after 10 s. What this host sets is noticed at
/// once; what another sets, which looks after it itself, within a pause.
/// </summary>
internal sealed partial class TimerService : PeriodicService
{
    private const int BatchSize = 500;

    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(10);

    private readonly ISagaStore store;
    private readonly HostMeter meter;
    private readonly Dictionary<string, ITimedSagas> byType;
    private readonly WakeSignal wake = new();
    private TimeSpan? next;

    public TimerService(
        ISagaStore store, IEnumerable<ITimedSagas> sagas, CommitWatch watch, HostMeter meter, TimeProvider time, ILogger<TimerService> log)
        : base(MaxPause, time, log)
    {
        (this.store, this.meter) = (store, meter);
        byType = sagas.ToDictionary(s => s.Type, StringComparer.Ordinal);
        watch.TimerSet += due =>
        {
            if (due < MaxPause)
                wake.Set();
        };
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation) =>
        await RunOnceAsync(cancellation).ConfigureAwait(false) == BatchSize;

    /// <returns>How many timers fired.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var due = await store.ClaimTimersAsync(ClaimFor, BatchSize, cancellation).ConfigureAwait(false);
        next = due.Next;
        if (due.Timers.Count == 0)
            return 0;
        meter.TimersFired.Add(due.Timers.Count);
        // Those of a type that this host does not know are left for one that does.
        var fired = due.Timers.GroupBy(t => t.Key.Type, StringComparer.Ordinal)
            .Where(type => byType.ContainsKey(type.Key))
            .Select(type => byType[type.Key].FireAsync([.. type], cancellation));
        await Task.WhenAll(fired).ConfigureAwait(false);
        return due.Timers.Count;
    }

    protected override Task PauseAsync(CancellationToken cancellation)
    {
        var pause = next is { } soon && soon < MaxPause ? soon : MaxPause;
        return pause <= TimeSpan.Zero ? Task.CompletedTask : wake.WaitAsync(pause, Time, cancellation);
    }
}
