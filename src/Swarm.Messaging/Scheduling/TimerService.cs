using Microsoft.Extensions.Logging;
using Swarm.Messaging.Metrics;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Scheduling;

/// <summary>Claims due timers and hands them to their sagas as items. A claim that ends in no commit comes back after 10 s.</summary>
internal sealed partial class TimerService(
    ISagaStore store,
    SagaRunner<TaskSaga> tasks,
    TaskDefinition definition,
    HostMeter meter,
    TimeProvider time,
    ILogger<TimerService> log) : PeriodicService(MaxPause, time, log)
{
    private const int BatchSize = 500;

    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(10);

    private readonly TimeProvider time = time;
    private TimeSpan? next;

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
        var items = due.Timers
            .Where(t => t.Key.Type == definition.Type)
            .Select(t => new SagaItem($"{t.Key}:{t.Version}:{t.Name}", t.Key.Id, definition.EventOf(t), t))
            .ToList();
        await tasks.HandleAsync(items, cancellation).ConfigureAwait(false);
        return due.Timers.Count;
    }

    protected override Task PauseAsync(CancellationToken cancellation)
    {
        var pause = next is { } soon && soon < MaxPause ? soon : MaxPause;
        return pause <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(pause, time, cancellation);
    }
}
