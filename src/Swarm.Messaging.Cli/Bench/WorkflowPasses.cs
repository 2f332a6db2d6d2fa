using System.Diagnostics;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>The same workflow again and again, many under way.</summary>
internal sealed class WorkflowPasses(BenchSettings settings, Action<string> say)
{
    /// <returns>Workflows per second, the median of the second half of the passes: the first ones are cold.</returns>
    public async Task<double> RateAsync(WorkflowBenchRuns runs, string of, SubmitWorkflow workflow, CancellationToken cancellation)
    {
        var nodes = workflow.Nodes!.Count;
        var (count, atATime) = (Math.Max(1, settings.Count / nodes), Math.Max(1, settings.Outstanding / nodes));
        var rates = new List<double>(settings.Passes);
        for (var pass = 1; pass <= settings.Passes; pass++)
        {
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var took = await runs.RunAsync(workflow, count, atATime, cancellation).ConfigureAwait(false);
            var rate = count / took.TotalSeconds;
            rates.Add(rate);
            var perThousand = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds / count / nodes * 1000;
            say($"{nodes} nodes of {of}, pass {pass}: {rate:0} workflows/s, {rate * nodes:0} nodes/s, {perThousand:0.00} CPU s per 1,000 nodes in this process");
        }

        return Median([.. rates.Skip(settings.Passes / 2).Order()]);
    }

    /// <summary>One at a time, so often.</summary>
    /// <returns>Milliseconds, from the shortest to the longest.</returns>
    public static async Task<IReadOnlyList<double>> LoneAsync(WorkflowBenchRuns runs, Func<int, SubmitWorkflow> workflow, int times, CancellationToken cancellation)
    {
        var took = new List<double>(times);
        for (var i = 0; i < times; i++)
            took.Add((await runs.OneAsync(workflow(i), cancellation).ConfigureAwait(false)).TotalMilliseconds);
        return [.. took.Order()];
    }

    private static double Median(IReadOnlyList<double> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;

    public static double Percentile(IReadOnlyList<double> sorted, double percentile) => sorted[(int)Math.Ceiling(percentile / 100 * sorted.Count) - 1];
}
