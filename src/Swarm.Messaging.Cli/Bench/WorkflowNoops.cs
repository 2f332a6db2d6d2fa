using System.Diagnostics;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Nodes that do nothing: all that is measured is the engine. Against tasks by themselves on the same host.</summary>
internal sealed class WorkflowNoops(BenchSettings settings, Action<string> say, List<BenchResult> results)
{
    private const int ChainLength = 15;
    private const int LoneRuns = 20;
    private const int LongChain = 1_000;
    private const int WideFan = 5_000;

    public async Task RunAsync(BenchHost host, WorkflowBenchRuns runs, CancellationToken cancellation)
    {
        var nodesPerSecond = 0.0;
        foreach (var (nodes, _) in WorkflowsBench.Shapes)
        {
            var rate = await new WorkflowPasses(settings, say).RateAsync(runs, "noop", WorkflowShapes.Fan(nodes, _ => WorkflowShapes.Noop()), cancellation).ConfigureAwait(false);
            results.Add(new($"noop_{nodes}_per_s", rate, "workflows/s", nodes switch { 5 => "BullMQ 362", 15 => "BullMQ 167", _ => "BullMQ 107" }));
            nodesPerSecond = Math.Max(nodesPerSecond, rate * nodes);
        }

        var bulk = await BulkTasks.RateAsync(host, settings, cancellation).ConfigureAwait(false);
        say($"tasks by themselves: {bulk:0} tasks/s");
        results.Add(new("bulk_tasks_per_s", bulk, "tasks/s"));
        results.Add(new("node_to_bulk_ratio", nodesPerSecond / bulk, "times", "0.7"));
        var chain = WorkflowShapes.Chain(ChainLength, _ => WorkflowShapes.Noop());
        var lone = await WorkflowPasses.LoneAsync(runs, _ => chain, LoneRuns, cancellation).ConfigureAwait(false);
        results.Add(new("node_overhead_p50_ms", WorkflowPasses.Percentile(lone, 50) / ChainLength, "ms", "< 10"));
        await LargeAsync(runs, cancellation).ConfigureAwait(false);
        Plan();
    }

    private async Task LargeAsync(WorkflowBenchRuns runs, CancellationToken cancellation)
    {
        var chain = await runs.OneAsync(WorkflowShapes.Chain(LongChain, _ => WorkflowShapes.Noop()), cancellation).ConfigureAwait(false);
        var fan = await runs.OneAsync(WorkflowShapes.Fan(WideFan + 2, _ => WorkflowShapes.Noop()), cancellation).ConfigureAwait(false);
        say($"a chain of {LongChain}: {chain.TotalSeconds:0.0} s; a fan of {WideFan}: {fan.TotalSeconds:0.0} s");
        results.Add(new($"chain_{LongChain}_s", chain.TotalSeconds, "s", "completes"));
        results.Add(new($"fan_{WideFan}_s", fan.TotalSeconds, "s", "completes"));
    }

    /// <summary>Three edges to a node; the fastest of some, so that a collection does not count.</summary>
    private void Plan()
    {
        foreach (var nodes in (int[])[100, 1_000, 10_000])
        {
            var graph = new WorkflowGraph
            {
                WorkflowId = "plan", Nodes = [.. Enumerable.Range(0, nodes).Select(i => WorkflowShapes.Noop() with { Id = $"n{i}" })],
                Edges = [.. Enumerable.Range(1, nodes - 1).SelectMany(i => new[] { i - 1, i / 2, i / 3 }.Distinct()
                    .Where(source => source < i).Select(source => new WorkflowEdge { Source = $"n{source}", Target = $"n{i}" }))],
            };
            var best = TimeSpan.MaxValue;
            for (var i = 0; i < 200_000 / nodes; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                var planned = WorkflowPlanner.Plan(graph);
                var took = Stopwatch.GetElapsedTime(begun);
                if (planned.Plan is null)
                    throw new BenchWrongException($"A graph of {nodes} nodes could not be planned.");
                best = took < best ? took : best;
            }

            results.Add(new($"plan_{nodes}_us_per_node", best.TotalMicroseconds / nodes, "us", "the same for all three"));
        }
    }
}
