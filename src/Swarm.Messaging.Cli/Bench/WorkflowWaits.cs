using System.Diagnostics;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Nodes that wait, against the same waits one after another in this process.</summary>
internal sealed class WorkflowWaits(BenchSettings settings, Action<string> say, List<BenchResult> results)
{
    private const int SequentialRuns = 10;
    private const int Independent = 64;
    private const double IndependentMs = 100;

    /// <summary>How often each chain runs by itself, by its nodes.</summary>
    private static int Iterations(int nodes) => nodes switch { 5 => 100, 15 => 50, _ => 20 };

    public async Task RunAsync(WorkflowBenchRuns runs, CancellationToken cancellation)
    {
        foreach (var (nodes, ms) in WorkflowsBench.Shapes)
        {
            var sequential = await SequentialAsync(nodes, ms, cancellation).ConfigureAwait(false);
            var fan = WorkflowShapes.Fan(nodes, _ => WorkflowShapes.Waiting(ms));
            var engine = await new WorkflowPasses(settings, say).RateAsync(runs, $"{ms} ms", fan, cancellation).ConfigureAwait(false);
            results.Add(new($"sequential_{nodes}_per_s", sequential, "workflows/s"));
            results.Add(new($"engine_{nodes}_per_s", engine, "workflows/s"));
            results.Add(new($"speedup_{nodes}", engine / sequential, "times", $"6; {WorkflowsBench.Slots} is the limit"));
            var lone = await WorkflowPasses.LoneAsync(runs, _ => fan, Iterations(nodes), cancellation).ConfigureAwait(false);
            // Start, all the others side by side on the slots, end; each as long as a wait takes here.
            var path = (2 + Math.Ceiling((nodes - 2.0) / WorkflowsBench.Slots)) * 1000 / sequential / nodes;
            results.Add(new($"lone_{nodes}_p50_ms", WorkflowPasses.Percentile(lone, 50), "ms", $"{path:0.0} its longest path"));
            await ChainAsync(runs, nodes, ms, sequential, cancellation).ConfigureAwait(false);
        }

        await IndependentAsync(runs, cancellation).ConfigureAwait(false);
    }

    private async Task ChainAsync(WorkflowBenchRuns runs, int nodes, double ms, double sequential, CancellationToken cancellation)
    {
        var chain = WorkflowShapes.Chain(nodes, _ => WorkflowShapes.Waiting(ms));
        var took = await WorkflowPasses.LoneAsync(runs, _ => chain, Iterations(nodes), cancellation).ConfigureAwait(false);
        var average = took.Average();
        say($"a chain of {nodes} alone, {took.Count} times: {took.Sum() / 1000:0.0} s, average {average:0.0} ms, min {took[0]:0.0}, max {took[^1]:0.0}, "
            + $"p95 {WorkflowPasses.Percentile(took, 95):0.0}, {Environment.WorkingSet / 1e6:0} MB; one after another in process {1000 / sequential:0.0} ms");
        results.Add(new($"chain_{nodes}_per_s", 1000 / average, "workflows/s, one at a time"));
        results.Add(new($"chain_{nodes}_p50_ms", WorkflowPasses.Percentile(took, 50), "ms"));
        results.Add(new($"chain_{nodes}_p99_ms", WorkflowPasses.Percentile(took, 99), "ms"));
        results.Add(new($"chain_{nodes}_ratio", 1000 / sequential / average, "times", "no chain gains from levels"));
        results.Add(new($"chains_{nodes}_per_s", await new WorkflowPasses(settings with { Passes = 2 }, say).RateAsync(runs, $"{ms} ms in a chain", chain, cancellation).ConfigureAwait(false), "workflows/s, many at a time"));
    }

    private async Task IndependentAsync(WorkflowBenchRuns runs, CancellationToken cancellation)
    {
        var took = await WorkflowPasses.LoneAsync(
            runs, _ => WorkflowShapes.Independent(Independent, _ => WorkflowShapes.Waiting(IndependentMs)), 5, cancellation).ConfigureAwait(false);
        var bound = (1.25 * Math.Ceiling(Independent / (double)WorkflowsBench.Slots) * IndependentMs) + 30;
        results.Add(new("independent_64_ms", WorkflowPasses.Percentile(took, 50), "ms, median of 5", $"<= {bound:0}"));
    }

    private static async Task<double> SequentialAsync(int nodes, double ms, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < SequentialRuns * nodes; i++)
            await WaitingExecutor.WaitAsync(ms, cancellation).ConfigureAwait(false);
        return SequentialRuns / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
