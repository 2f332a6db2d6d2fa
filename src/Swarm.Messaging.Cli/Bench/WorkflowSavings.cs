using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>What the result cache and the pools of connections save, and what they keep in memory.</summary>
internal sealed class WorkflowSavings(Action<string> say, List<BenchResult> results)
{
    private const int LoneRuns = 20;
    private const int Requests = 200;
    private const int Texts = 500;
    private const int TextLength = 10_000;

    /// <summary>A chain whose nodes wait 20 ms each, as a request would: run with another input each time, then with one that was run before.</summary>
    public async Task CacheAsync(WorkflowBenchRuns runs, CancellationToken cancellation)
    {
        // Each a little longer than the one before: equal ones would answer for each other within one run.
        var chain = WorkflowShapes.Chain(5, i => WorkflowShapes.Waiting(20 + (i / 100.0)) with { Cache = new WorkflowNodeCache() });
        var salt = Guid.NewGuid().ToString("N")[..8];
        var executed = WorkflowPasses.Percentile(await WorkflowPasses.LoneAsync(runs, i => chain with { WorkflowId = $"fresh-{salt}-{i}" }, LoneRuns, cancellation).ConfigureAwait(false), 50);
        var answered = WorkflowPasses.Percentile(await WorkflowPasses.LoneAsync(runs, _ => chain with { WorkflowId = $"fresh-{salt}-0" }, LoneRuns, cancellation).ConfigureAwait(false), 50);
        say($"a chain of 5 nodes of 20 ms: {executed:0.0} ms executed, {answered:0.0} ms from the cache");
        results.Add(new("chain_executed_p50_ms", executed, "ms"));
        results.Add(new("chain_cached_p50_ms", answered, "ms"));
        results.Add(new("cache_speedup", executed / answered, "times", "10"));
        var without = await HeapAsync(runs, false, cancellation).ConfigureAwait(false);
        var with = await HeapAsync(runs, true, cancellation).ConfigureAwait(false);
        results.Add(new("heap_without_cache_mb", without, $"MB after {Texts} results of {TextLength} characters"));
        results.Add(new("heap_with_cache_mb", with, "MB after as many that are kept"));
        results.Add(new("rss_mb", Environment.WorkingSet / 1e6, "MB, the whole process"));
    }

    /// <summary>As many connections as requests there would be without a pool.</summary>
    public async Task ConnectionsAsync(WorkflowBenchRuns runs, CountingServer server, CancellationToken cancellation)
    {
        var request = new WorkflowNode
        {
            Type = "http_request", Configuration = JsonElement.Parse($$"""{"url":"http://127.0.0.1:{{server.Port}}/"}"""), Inputs = new Dictionary<string, string>(),
        };
        var before = Heap();
        await runs.RunAsync(WorkflowShapes.Independent(10, _ => request), Requests / 10, 4, cancellation).ConfigureAwait(false);
        if (server.Requests != Requests)
            throw new BenchWrongException($"{Requests} requests were to be made, and {server.Requests} came.");
        say($"{server.Requests} requests over {server.Connections} connections");
        results.Add(new("connections", server.Connections, $"for {Requests} requests"));
        results.Add(new("connection_setup_saved", 1 - (server.Connections / (double)Requests), "of all", "0.5"));
        results.Add(new("heap_of_requests_mb", Heap() - before, "MB more than before the requests, pools included"));
    }

    private static async Task<double> HeapAsync(WorkflowBenchRuns runs, bool cache, CancellationToken cancellation)
    {
        var salt = Guid.NewGuid().ToString("N")[..8];
        var before = Heap();
        for (var i = 0; i < Texts; i += 50)
        {
            // Every node returns another length, so that each is kept by itself.
            var first = i;
            await runs.OneAsync(
                WorkflowShapes.Independent(50, n => WorkflowShapes.Text(TextLength + first + n) with { Cache = cache ? new WorkflowNodeCache() : null }) with { WorkflowId = $"text-{salt}" },
                cancellation).ConfigureAwait(false);
        }

        return Heap() - before;
    }

    private static double Heap() => GC.GetTotalMemory(forceFullCollection: true) / 1e6;
}
