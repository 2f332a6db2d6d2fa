using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Tests.Workflows.Definition;

/// <summary>What holds for any graph, on random ones; a seed that fails says so itself.</summary>
public sealed class WorkflowPlannerProperties
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_node_comes_right_after_the_last_of_its_sources(int seed)
    {
        var graph = Acyclic(new Random(seed));

        var plan = WorkflowPlanner.Plan(graph).Plan.ShouldNotBeNull();

        plan.Levels.SelectMany(level => level).Order().ShouldBe(Enumerable.Range(0, graph.Nodes.Count));
        for (var node = 0; node < plan.Count; node++)
            plan.Level[node].ShouldBe(plan.Sources(node).Select(source => plan.Level[source] + 1).DefaultIfEmpty(0).Max());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void One_edge_back_is_always_found_and_really_is_a_cycle(int seed)
    {
        var random = new Random(seed);
        var graph = Acyclic(random, atLeast: 2);
        var forth = graph.Edges[random.Next(graph.Edges.Count)];
        var back = new WorkflowEdge { Source = forth.Target, Target = forth.Source };

        var faults = WorkflowPlanner.Plan(graph with { Edges = [.. graph.Edges, back] }).Faults;

        var path = faults.OfType<PlanFault.Cycle>().ShouldHaveSingleItem().Path;
        path[^1].ShouldBe(path[0]);
        var edges = graph.Edges.Append(back).Select(e => (e.Source, e.Target)).ToHashSet();
        path.Zip(path.Skip(1)).ShouldAllBe(step => edges.Contains(step));
    }

    internal static WorkflowGraph Acyclic(Random random, int atLeast = 1)
    {
        var count = random.Next(atLeast, 30);
        // Forward in a hidden order, so that the definition's own order says nothing.
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        var edges = Enumerable.Range(0, count).SelectMany(from => Enumerable.Range(from + 1, count - from - 1).Select(to => (order[from], order[to])))
            .Where(_ => random.NextDouble() < 0.15).ToList();
        if (edges.Count == 0 && count > 1)
            edges.Add((order[0], order[1]));
        return new WorkflowGraph
        {
            WorkflowId = "random",
            Nodes = [.. Enumerable.Range(0, count).Select(i => Graphs.Node($"n{i}"))],
            Edges = [.. edges.Select(e => new WorkflowEdge { Source = $"n{e.Item1}", Target = $"n{e.Item2}" })],
        };
    }
}
