using Microsoft.Extensions.Logging;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Starts the workers before the host offers their slots; every 5 s looks at their health and number.</summary>
internal sealed class NodePoolService(NodePool pool, IPlacementStore placement, IMemoryProbe memory, RunnerWatch watch, TimeProvider time, ILogger<NodePoolService> log)
    : PeriodicService(pool.Options.CheckInterval, time, log)
{
    private const double Mb = 1_048_576;

    private TimeSpan cpu = Environment.CpuUsage.TotalTime;
    private long at = time.GetTimestamp();

    public override TimeSpan Interval => pool.Options.CheckInterval;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await pool.StartAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        pool.Stop();
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await PauseAsync(cancellation).ConfigureAwait(false);
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        var report = await placement.ReportAsync(cancellation).ConfigureAwait(false);
        var queue = report.Queues.FirstOrDefault(q => q.Queue == NodeExecutor.KindName);
        var depth = queue?.Waiting ?? 0;
        pool.Check(MeasureCpu(), memory.Look().HeapBytes / Mb, depth);
        await watch.LookAsync(depth, queue?.Bound ?? long.MaxValue, cancellation).ConfigureAwait(false);
    }

    /// <summary>Of this process since the last time, in percent of all processors.</summary>
    private double MeasureCpu()
    {
        var (used, now) = (Environment.CpuUsage.TotalTime, Time.GetTimestamp());
        var wall = Time.GetElapsedTime(at, now);
        var percent = wall <= TimeSpan.Zero ? 0 : 100 * (used - cpu) / (wall * Environment.ProcessorCount);
        (cpu, at) = (used, now);
        return Math.Clamp(percent, 0, 100);
    }
}
