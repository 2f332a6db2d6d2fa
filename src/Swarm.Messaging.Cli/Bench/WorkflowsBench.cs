using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// Workflows of 5, 15 and 30 nodes, start -> all the others but one in parallel -> end: with nodes that wait, against the same nodes one
/// after another in this process; with nodes that do nothing; and a chain alone, whose time is all overhead.
/// </summary>
internal sealed class WorkflowsBench(BenchSettings settings, Action<string> say)
{
    private const int Slots = 16;
    private const int ChainLength = 15;
    private const int LoneRuns = 20;
    private const int SequentialRuns = 10;

    /// <summary>Nodes, and how long each waits in milliseconds.</summary>
    private static readonly (int Nodes, double Ms)[] Shapes = [(5, 7.3), (15, 3.6), (30, 3.6)];

    private readonly List<BenchResult> results = [];

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        await WithHostAsync(_ => { }, async runs =>
        {
            foreach (var (nodes, _) in Shapes)
                results.Add(new($"noop_{nodes}_per_s", await PassesAsync(runs, nodes, Noop(), cancellation).ConfigureAwait(false), "workflows/s"));
            results.Add(new("node_overhead_p50_ms", await OverheadAsync(runs, cancellation).ConfigureAwait(false), "ms"));
        }, cancellation).ConfigureAwait(false);
        await WithHostAsync(services =>
        {
            services.AddSingleton<ITaskExecutor, WaitingExecutor>();
            services.Configure<ExecutionOptions>(o => o.BasicSlots = Slots);
        }, async runs =>
        {
            foreach (var (nodes, ms) in Shapes)
            {
                var sequential = await SequentialAsync(nodes, ms, cancellation).ConfigureAwait(false);
                var engine = await PassesAsync(runs, nodes, Waiting(ms), cancellation).ConfigureAwait(false);
                results.Add(new($"sequential_{nodes}_per_s", sequential, "workflows/s"));
                results.Add(new($"engine_{nodes}_per_s", engine, "workflows/s"));
                results.Add(new($"speedup_{nodes}", engine / sequential, "times"));
            }

            await CacheAsync(runs, cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
        return new BenchReport(
            "workflows", settings.Broker is null && !settings.StartServices ? "embedded" : "real", BenchMachine.Here(),
            new Dictionary<string, object> { ["nodes"] = settings.Count, ["passes"] = settings.Passes, ["outstanding"] = settings.Outstanding, ["slots"] = Slots }, results);
    }

    private async Task WithHostAsync(Action<IServiceCollection> configure, Func<WorkflowBenchRuns, Task> measure, CancellationToken cancellation)
    {
        await using var host = await BenchHost.StartAsync(settings, cancellation, configure).ConfigureAwait(false);
        await using var runs = await WorkflowBenchRuns.OpenAsync(host).ConfigureAwait(false);
        await measure(runs).ConfigureAwait(false);
    }

    /// <returns>Workflows per second in the last pass: the first ones are cold.</returns>
    private async Task<double> PassesAsync(WorkflowBenchRuns runs, int nodes, WorkflowNode node, CancellationToken cancellation)
    {
        var workflow = Fan(nodes, node);
        var (count, atATime, rate) = (Math.Max(1, settings.Count / nodes), Math.Max(1, settings.Outstanding / nodes), 0.0);
        for (var pass = 1; pass <= settings.Passes; pass++)
        {
            var begun = Stopwatch.GetTimestamp();
            await runs.RunAsync(workflow, count, atATime, cancellation).ConfigureAwait(false);
            rate = count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            say($"{nodes} nodes of {node.Configuration!.Value.GetProperty("operation")}, pass {pass}: {rate:0} workflows/s, {rate * nodes:0} nodes/s");
        }

        return rate;
    }

    /// <summary>A chain whose nodes wait 20 ms each, as a request would: run with another input each time, then with one that was run before.</summary>
    private async Task CacheAsync(WorkflowBenchRuns runs, CancellationToken cancellation)
    {
        // Each a little longer than the one before: equal ones would answer for each other within one run.
        var chain = Chain(5, i => Waiting(20 + (i / 100.0)) with { Cache = new WorkflowNodeCache() });
        var salt = Guid.NewGuid().ToString("N")[..8];
        var executed = await MedianAsync(runs, i => chain with { WorkflowId = $"fresh-{salt}-{i}" }, cancellation).ConfigureAwait(false);
        var answered = await MedianAsync(runs, _ => chain with { WorkflowId = $"fresh-{salt}-0" }, cancellation).ConfigureAwait(false);
        say($"a chain of 5 nodes of 20 ms: {executed:0.0} ms executed, {answered:0.0} ms from the cache");
        results.Add(new("chain_executed_p50_ms", executed, "ms"));
        results.Add(new("chain_cached_p50_ms", answered, "ms"));
        results.Add(new("cache_hit_speedup", executed / answered, "times"));
    }

    private static async Task<double> MedianAsync(WorkflowBenchRuns runs, Func<int, SubmitWorkflow> workflow, CancellationToken cancellation)
    {
        var times = new List<double>();
        for (var i = 0; i < LoneRuns; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await runs.RunAsync(workflow(i), 1, 1, cancellation).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    private static async Task<double> SequentialAsync(int nodes, double ms, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < SequentialRuns * nodes; i++)
            await WaitingExecutor.WaitAsync(ms, cancellation).ConfigureAwait(false);
        return SequentialRuns / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double> OverheadAsync(WorkflowBenchRuns runs, CancellationToken cancellation)
    {
        var chain = Chain(ChainLength, _ => Noop());
        return await MedianAsync(runs, _ => chain, cancellation).ConfigureAwait(false) / ChainLength;
    }

    private static SubmitWorkflow Chain(int nodes, Func<int, WorkflowNode> node) => new()
    {
        WorkflowId = "chain", Client = "bench", Nodes = [.. Enumerable.Range(0, nodes).Select(i => node(i) with { Id = $"n{i}" })],
        Edges = [.. Enumerable.Range(1, nodes - 1).Select(i => new WorkflowEdge { Source = $"n{i - 1}", Target = $"n{i}" })],
    };

    private static SubmitWorkflow Fan(int nodes, WorkflowNode node) => new()
    {
        WorkflowId = $"fan{nodes}", Client = "bench", Nodes = [.. Enumerable.Range(0, nodes).Select(i => node with { Id = $"n{i}" })],
        Edges = [.. Enumerable.Range(1, nodes - 2).SelectMany(i => new[] { new WorkflowEdge { Source = "n0", Target = $"n{i}" }, new() { Source = $"n{i}", Target = $"n{nodes - 1}" } })],
    };

    private static WorkflowNode Noop() => new() { Type = "task", Configuration = JsonElement.Parse("""{"kind":"basic","operation":"noop","payload":0}""") };

    private static WorkflowNode Waiting(double ms) =>
        new() { Type = "task", Configuration = JsonElement.Parse($$"""{"kind":"bench","operation":"wait","payload":{{ms.ToString(CultureInfo.InvariantCulture)}}}""") };
}
