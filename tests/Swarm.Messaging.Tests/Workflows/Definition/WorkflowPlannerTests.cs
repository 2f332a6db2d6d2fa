using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Tests.Workflows.Definition;

public sealed class WorkflowPlannerTests
{
    private static readonly WorkflowPlan Diamond = Graphs.Plan("start:webhook p1:http_request p2:http_request end:email", "start-p1 start-p2 p1-end p2-end");

    [Fact]
    public void Nodes_of_one_level_wait_for_nothing_but_earlier_ones()
    {
        Diamond.Levels.Select(level => string.Join(",", level.Select(Diamond.Id))).ShouldBe(["start", "p1,p2", "end"]);
        var partitions = Diamond.Partitions();
        partitions.Select(p => p.PartitionId).ShouldBe(["partition_0", "partition_1", "partition_2"]);
        partitions.Select(p => p.Complexity).ShouldBe([2, 10, 5]);
        partitions.Select(p => p.WorkMs).ShouldBe([200, 1_000, 500]);
        partitions[2].Dependencies.ShouldBe(["p1", "p2"]);
    }

    [Fact]
    public void The_estimate_is_the_sum_of_the_longest_of_each_level()
    {
        Diamond.Partitions().Select(p => p.EstimatedMs).ShouldBe([200, 500, 500]);
        Diamond.EstimatedMs.ShouldBe(1_200);
    }

    [Theory]
    [InlineData("http_request", 5)]
    [InlineData("database_query", 7)]
    [InlineData("code_execution", 10)]
    [InlineData("ai_processing", 15)]
    [InlineData("data_transformation", 3)]
    [InlineData("webhook", 2)]
    [InlineData("delay", 1)]
    [InlineData("email", 5)]
    public void A_type_has_a_weight(string type, int weight) => Graphs.Plan($"a:{type}").Partitions()[0].Complexity.ShouldBe(weight);

    [Fact]
    public void A_cycle_is_an_error_that_names_its_nodes()
    {
        var faults = WorkflowPlanner.Plan(Graphs.Of("a b", "a-b b-a")).Faults;

        faults.ShouldHaveSingleItem().Rule.ShouldContain("a -> b -> a");
    }

    [Fact]
    public void Of_a_larger_graph_only_the_cycle_is_named_and_what_waits_behind_it()
    {
        var faults = WorkflowPlanner.Plan(Graphs.Of("s a b c d e", "s-a a-b b-c c-a c-d d-e")).Faults;

        faults.OfType<PlanFault.Cycle>().ShouldHaveSingleItem().Path.ShouldBe(["a", "b", "c", "a"]);
        faults.OfType<PlanFault.Unreachable>().ShouldHaveSingleItem().Nodes.ShouldBe(["d", "e"]);
    }

    [Fact]
    public void A_node_that_waits_for_itself_is_a_cycle() =>
        WorkflowPlanner.Plan(Graphs.Of("a", "a-a")).Faults.OfType<PlanFault.Cycle>().Single().Path.ShouldBe(["a", "a"]);

    [Fact]
    public void An_edge_to_a_missing_node_names_edge_and_node()
    {
        var fault = WorkflowPlanner.Plan(Graphs.Of("a", "a-b")).Faults.ShouldHaveSingleItem();

        (fault.Field, fault.Code).ShouldBe(("edges[0].target", "missing_node"));
        fault.Rule.ShouldContain("no node b");
    }

    [Fact]
    public void An_id_given_twice_is_named() =>
        WorkflowPlanner.Plan(Graphs.Of("a b a")).Faults.ShouldHaveSingleItem().ShouldBe(new PlanFault.DuplicateNode(2, "a"));

    [Fact]
    public void An_edge_given_twice_is_named() =>
        WorkflowPlanner.Plan(Graphs.Of("a b", "a-b a-b")).Faults.ShouldHaveSingleItem().ShouldBe(new PlanFault.DuplicateEdge(1, "a", "b"));

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void A_chain_is_as_deep_as_it_is_long(int length) =>
        WorkflowPlanner.Plan(Graphs.Chain(length)).Plan.ShouldNotBeNull().Levels.Count.ShouldBe(length);

    [Fact]
    public void A_ring_of_ten_thousand_is_found_out()
    {
        var chain = Graphs.Chain(10_000);

        var faults = WorkflowPlanner.Plan(chain with { Edges = [.. chain.Edges, new() { Source = "n9999", Target = "n0" }] }).Faults;

        faults.OfType<PlanFault.Cycle>().Single().Path.Count.ShouldBe(10_001);
        faults[0].Rule.Length.ShouldBeLessThan(1_000);
    }
}
