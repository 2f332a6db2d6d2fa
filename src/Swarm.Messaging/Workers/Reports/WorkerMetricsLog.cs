using Microsoft.Extensions.Logging;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers.Reports;

/// <summary>A line of figures every 30 s while the pool runs.</summary>
internal sealed partial class WorkerMetricsLog(WorkerPool pool, TimeProvider time, ILogger<WorkerMetricsLog> log)
    : PeriodicService(TimeSpan.FromSeconds(30), time, log)
{
    private readonly ILogger<WorkerMetricsLog> log = log;

    protected override Task<bool> RunAsync(CancellationToken cancellation)
    {
        pool.Read((core, now) =>
        {
            if (core.Started && !core.Stopping)
            {
                var (counters, health) = (core.Counters, core.Health(now));
                Figures(
                    core.Size, core.Slots.Count(s => s.State == WorkerState.Busy), core.Queued, counters.Completed, counters.Failed, counters.ReuseRate,
                    counters.Restarted, counters.Crashed, health.Status, health.CapacityPercent);
            }

            return true;
        });
        return Task.FromResult(false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker pool: {Size} workers, {Busy} busy, {Queued} queued, {Completed} executions completed, {Failed} failed, reuse rate {ReuseRate:0.000}, {Restarted} restarts, {Crashed} crashes, {Status}, capacity {Capacity} %")]
    private partial void Figures(int size, int busy, int queued, long completed, long failed, double reuseRate, long restarted, long crashed, string status, double capacity);
}
