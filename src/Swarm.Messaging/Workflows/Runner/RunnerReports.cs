using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Caching;
using Swarm.Messaging.Workflows.Connections;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Looks at the runner of this host, and at what waits for it in the store.</summary>
internal sealed class RunnerReports(
    NodePool pool, RunWatch runs, NodeTaskNews news, RunnerWatch watch, RunnerCounts counts, ResultCache cache, ConnectionStatus connections,
    IPlacementStore placement, TaskQueries tasks, IMemoryProbe memory, IOptionsMonitor<MemoryOptions> limits, HostIdentity host, TimeProvider time)
{
    private const double Mb = 1_048_576;
    private const int PageSize = 1_000;

    public async Task<RunnerReport> LookAsync(CancellationToken cancellation)
    {
        var options = pool.Options;
        var places = await placement.ReportAsync(cancellation).ConfigureAwait(false);
        var queue = places.Queues.FirstOrDefault(q => q.Queue == NodeExecutor.KindName);
        var waiting = queue?.Waiting > 0 ? (await tasks.ListAsync(TaskStates.Parked, null, null, PageSize, cancellation).ConfigureAwait(false)).Tasks : [];
        var now = memory.Look();
        var workers = pool.Read((core, at) => NodePoolReport.Of(core, options, queue?.Waiting ?? 0, time.GetUtcNow(), at));
        return new RunnerReport(
            host.HostId,
            NodePoolHealth.Of(workers.TotalWorkers, workers.UnhealthyWorkers, now.HeapBytes / Mb, limits.CurrentValue.WarningMb, limits.CurrentValue.CriticalMb),
            workers,
            QueueOf(queue, waiting.Where(t => t.Kind == NodeExecutor.KindName)),
            options.EnablePerformanceMonitoring ? await PerformanceAsync(workers, now, cancellation).ConfigureAwait(false) : null,
            watch.Bottlenecks,
            counts.All,
            new(options.EnableDistributedExecution, options.EnablePerformanceMonitoring, options.EnableAutoScaling));
    }

    private NodeQueueReport QueueOf(QueueReport? queue, IEnumerable<TaskSummary> waiting)
    {
        var (running, wait, took) = pool.Read((core, _) => (core.Running, core.Counters.WaitTime.Value, core.Counters.TaskTime.Value));
        return new(
            news.Queued, queue?.Waiting ?? 0, running, news.Completed, news.Failed, news.Cancelled, counts.Of(RunnerEvents.DuplicateTask),
            Math.Round(wait, 3), Math.Round(took, 3), queue?.Waiting ?? 0, queue?.Bound,
            waiting.GroupBy(t => Priorities.Name(t.Rank), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.LongCount(), StringComparer.Ordinal));
    }

    private async Task<RunnerPerformance> PerformanceAsync(NodePoolReport workers, MemorySample now, CancellationToken cancellation)
    {
        var (whole, parts) = (runs.Times.Report(), news.Times.Report());
        var (figures, open) = (await cache.FiguresAsync(cancellation).ConfigureAwait(false), connections.Read().Totals);
        return new(
            whole, parts, whole.PerSecond, parts.PerSecond, Math.Round(now.HeapBytes / Mb, 1), Math.Round(now.RssBytes / Mb, 1),
            Math.Round(pool.Read((core, _) => core.CpuPercent), 1), Math.Round(pool.Read((core, _) => core.Counters.WaitTime.Value), 3),
            new(figures.Hits, figures.Misses, Math.Round(figures.HitRate, 3)), new(open.Active, open.Total), workers.ActiveWorkers, workers.QueueDepth);
    }
}
