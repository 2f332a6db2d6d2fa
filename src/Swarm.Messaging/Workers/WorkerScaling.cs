using Microsoft.Extensions.Logging;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers;

/// <summary>Every 30 s: more workers for a backlog, fewer when there is little to do.</summary>
internal sealed class WorkerScaling(
    WorkerPool pool, IPlacementStore placement, WorkerAlerts alerts, TimeProvider time, ILogger<WorkerScaling> log)
    : PeriodicService(pool.Options.ScaleInterval, time, log)
{
    private bool atMax;

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await PauseAsync(cancellation).ConfigureAwait(false);
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    protected override Task PauseAsync(CancellationToken cancellation) => Task.Delay(TimeLimits.ForTimer(pool.Options.ScaleInterval), Time, cancellation);

    /// <returns>Workers added, or below 0: sent away.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        if (!pool.Options.AutoScale || !pool.Read((core, _) => core.Started && !core.Draining))
            return 0;
        var report = await placement.ReportAsync(cancellation).ConfigureAwait(false);
        var waiting = report.Queues.Where(q => q.Queue == ProcessExecutor.KindName).Sum(q => q.Waiting);
        var change = pool.Decide((core, now) =>
        {
            var wanted = ScalingDecision.Of(pool.Options, waiting + core.Queued, core.Size, core.Slots.Count(s => s.State == WorkerState.Busy), core.KeptSize);
            return wanted > 0 ? core.ScaleUp(wanted, now) : -core.ScaleDown(-wanted, now);
        });
        Watch(waiting);
        return change;
    }

    private void Watch(long waiting)
    {
        var size = pool.Read((core, _) => core.Size);
        var isAtMax = size >= pool.Options.MaxWorkers && waiting > pool.Options.ScaleUpBacklog;
        if (isAtMax == atMax)
            return;
        atMax = isAtMax;
        alerts.Tell(new WorkerCondition(
            WorkerAlertNames.PoolAtMax, "warning", null, isAtMax, size, pool.Options.MaxWorkers,
            $"{waiting} tasks wait and the pool may not grow: raise Workers:MaxWorkers, or add a host."));
    }
}
