using System.Diagnostics;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// Workflows of 15 nodes at half of what the host can do, for a long time. Ended runs and tasks are kept for a minute only, so that what grows
/// is not what is kept on purpose. The slope is that of a line through the samples of the second half, when everything is warm.
/// </summary>
internal sealed class WorkflowsSoak(BenchSettings settings, Action<string> say)
{
    private const int Nodes = 15;
    private const double Load = 0.5;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(10);

    private readonly List<(double Minutes, double HeapMb, double RssMb)> samples = [];

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        await using var host = await BenchHost.StartAsync(settings, cancellation, services =>
        {
            services.Configure<WorkflowOptions>(o => o.Retention = Kept);
            services.Configure<TaskOptions>(o => o.Retention = Kept);
        }).ConfigureAwait(false);
        await using var runs = await WorkflowBenchRuns.OpenAsync(host.Services).ConfigureAwait(false);
        var workflow = WorkflowShapes.Fan(Nodes, _ => WorkflowShapes.Noop());
        var most = await new WorkflowPasses(settings with { Count = 6_000, Passes = 4 }, say).RateAsync(runs, "noop", workflow, cancellation).ConfigureAwait(false);
        var begun = await SoakAsync(runs, workflow, most * Load, TimeSpan.FromMinutes(settings.Count), cancellation).ConfigureAwait(false);
        var warm = samples.Skip(samples.Count / 2).ToList();
        return new BenchReport(
            "workflows-soak", WorkflowsBench.Mode(settings), BenchMachine.Here(),
            new Dictionary<string, object> { ["minutes"] = settings.Count, ["nodes"] = Nodes, ["load"] = Load, ["keptSeconds"] = Kept.TotalSeconds },
            [
                new("most_per_s", most, "workflows/s"), new("soak_per_s", begun / (settings.Count * 60.0), "workflows/s"), new("soak_workflows", begun, "all completed"),
                new("heap_slope_mb_per_min", Slope(warm.ConvertAll(s => (s.Minutes, s.HeapMb))), "MB/min", "0"),
                new("rss_slope_mb_per_min", Slope(warm.ConvertAll(s => (s.Minutes, s.RssMb))), "MB/min", "0"),
                new("heap_end_mb", samples[^1].HeapMb, "MB"), new("rss_end_mb", samples[^1].RssMb, "MB"),
            ]);
    }

    private async Task<int> SoakAsync(WorkflowBenchRuns runs, SubmitWorkflow workflow, double rate, TimeSpan length, CancellationToken cancellation)
    {
        var begun = Stopwatch.StartNew();
        var (open, sampled, sent) = (new List<Task>(), TimeSpan.Zero, 0);
        using var tick = new PeriodicTimer(Tick);
        while (begun.Elapsed < length && await tick.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            for (; sent < rate * begun.Elapsed.TotalSeconds; sent++)
                open.Add(runs.OneAsync(workflow, cancellation));
            await Task.WhenAll(open.FindAll(run => run.IsCompleted)).ConfigureAwait(false);
            open.RemoveAll(run => run.IsCompleted);
            if (begun.Elapsed - sampled < Sample)
                continue;
            sampled = begun.Elapsed;
            samples.Add((begun.Elapsed.TotalMinutes, GC.GetTotalMemory(forceFullCollection: true) / 1e6, Environment.WorkingSet / 1e6));
            say($"{begun.Elapsed:hh\\:mm\\:ss}: {sent} workflows, {open.Count} open, heap {samples[^1].HeapMb:0.0} MB, resident {samples[^1].RssMb:0} MB");
        }

        await Task.WhenAll(open).ConfigureAwait(false);
        return sent;
    }

    /// <summary>Of the line with the least squares.</summary>
    internal static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        var spread = points.Sum(p => (p.X - x) * (p.X - x));
        return spread == 0 ? 0 : points.Sum(p => (p.X - x) * (p.Y - y)) / spread;
    }
}
