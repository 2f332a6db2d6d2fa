using Swarm.Messaging.Tests.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>Whoever had mended one cycle of a workflow was told of the next.</summary>
public sealed class OfTwoCyclesOnlyOneWasNamedTests
{
    [Fact]
    public void Each_is_named_with_its_nodes_and_what_is_between_them_is_none()
    {
        var faults = WorkflowPlanner.Plan(Graphs.Of("a b m c d e", "a-b b-a b-m m-c c-d d-c d-e")).Faults;

        faults.OfType<PlanFault.Cycle>().Select(c => c.Value).ShouldBe(["a -> b -> a", "c -> d -> c"], ignoreOrder: true);
        faults.OfType<PlanFault.Unreachable>().ShouldHaveSingleItem().Nodes.ShouldBe(["e"]);
    }

    [Fact]
    public void Of_very_many_only_some_are()
    {
        var names = Enumerable.Range(0, 2_000).ToList();

        var faults = WorkflowPlanner.Plan(Graphs.Of(string.Join(' ', names.Select(i => $"a{i} b{i}")), string.Join(' ', names.Select(i => $"a{i}-b{i} b{i}-a{i}")))).Faults;

        faults.Count.ShouldBe(PlanFault.MostNamed);
    }
}
