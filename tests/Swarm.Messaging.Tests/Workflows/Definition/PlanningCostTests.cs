using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Tests.Workflows.Definition;

/// <summary>Planning is linear: ten times the graph is ten times the work. Told by what is allocated, which no other load on the machine changes.</summary>
public sealed class PlanningCostTests
{
    [Fact]
    public void Ten_times_the_nodes_cost_ten_times_as_much()
    {
        Cost(1_000);

        var (small, large) = (Cost(1_000), Cost(10_000));

        (large / (double)small).ShouldBeInRange(5, 13);
    }

    private static long Cost(int nodes)
    {
        var graph = new WorkflowGraph
        {
            WorkflowId = "cost", Nodes = [.. Enumerable.Range(0, nodes).Select(i => new WorkflowNode { Id = $"n{i}", Type = "task" })],
            Edges = [.. Enumerable.Range(1, nodes - 1).SelectMany(i => new[] { i - 1, i / 2, i / 3 }.Distinct()
                .Where(source => source < i).Select(source => new WorkflowEdge { Source = $"n{source}", Target = $"n{i}" }))],
        };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var planned = WorkflowPlanner.Plan(graph);
        var cost = GC.GetAllocatedBytesForCurrentThread() - before;
        planned.Plan.ShouldNotBeNull();
        return cost;
    }
}
