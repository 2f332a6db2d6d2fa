using Swarm.Messaging.Tests.Workflows.Definition;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Tests.Workflows;

public sealed class NodeBoardTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    [Fact]
    public void A_node_begins_when_the_last_of_its_sources_has_ended()
    {
        var plan = Graphs.Plan("a b c", "a-c b-c");
        var board = Fresh(plan);

        board.Ready().ShouldBe([0, 1]);
        board.Begin(0);
        board.Begin(1);
        board.End(0, NodeMarks.Succeeded).ShouldBeEmpty();
        board.End(1, NodeMarks.Succeeded).ShouldBe([2]);
    }

    [Fact]
    public void Of_two_branches_the_one_not_taken_is_skipped_and_what_joins_them_runs()
    {
        var plan = Graphs.Plan("if yes no join", "if-yes if-no yes-join no-join");
        var board = Fresh(plan, untaken: [1]);

        board.End(0, NodeMarks.Succeeded).ShouldBe([1]);
        board.ToString().ShouldBe("spkp");
        board.End(1, NodeMarks.Succeeded).ShouldBe([3]);
    }

    [Fact]
    public void What_depends_on_a_failed_node_is_never_reached_and_the_rest_goes_on()
    {
        var plan = Graphs.Plan("bad after far other", "bad-after after-far");
        var board = Fresh(plan);
        board.Ready().ForEach(board.Begin);

        board.End(0, NodeMarks.Failed).ShouldBeEmpty();

        board.ToString().ShouldBe("fxxr");
    }

    [Fact]
    public void Run_again_from_a_node_all_after_it_and_all_that_failed_is_open()
    {
        var plan = Graphs.Plan("a b c bad", "a-b b-c");
        var board = new NodeBoard(plan, "sssf", []);

        var resets = board.Reset(from: 1);

        board.ToString().ShouldBe("sppp");
        resets.Select(r => (r.Node, r.IsAfterNamed, r.Source)).ShouldBe([(1, true, null), (2, true, 1), (3, false, null)]);
    }

    [Fact]
    public void What_comes_after_the_named_node_is_told_so_even_where_it_comes_after_one_that_failed_too()
    {
        var plan = Graphs.Plan("bad a b c", "bad-b a-b bad-c");
        var board = new NodeBoard(plan, "fssk", []);

        var resets = board.Reset(from: 1);

        board.ToString().ShouldBe("pppp");
        resets.Select(r => (r.Node, r.Before, r.IsAfterNamed, r.Source)).ShouldBe(
            [(0, NodeMarks.Failed, false, null), (1, NodeMarks.Succeeded, true, null), (2, NodeMarks.Succeeded, true, 1), (3, NodeMarks.Skipped, false, 0)]);
    }

    [Fact]
    public void A_chain_of_ten_thousand_that_fails_at_once_ends_without_recursion()
    {
        var plan = WorkflowPlanner.Plan(Graphs.Chain(10_000)).Plan!;
        var board = Fresh(plan);

        board.End(0, NodeMarks.Failed);

        board.Count(NodeMarks.NotReached).ShouldBe(9_999);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void However_nodes_end_every_one_ends_and_none_begins_before_its_sources(int seed)
    {
        var random = new Random(seed);
        var plan = WorkflowPlanner.Plan(WorkflowPlannerProperties.Acyclic(random)).Plan!;
        var untaken = Enumerable.Range(0, plan.Edges.Count).Where(_ => random.NextDouble() < 0.2).ToHashSet();
        var board = Fresh(plan, untaken);
        var ready = board.Ready();
        var running = new List<int>();
        var begun = new HashSet<int>();
        while (ready.Count > 0 || running.Count > 0)
        {
            foreach (var node in ready)
            {
                begun.Add(node).ShouldBeTrue("a node begins once");
                plan.Sources(node).ShouldAllBe(source => board[source] == NodeMarks.Succeeded || board[source] == NodeMarks.Skipped);
                board.Begin(node);
                running.Add(node);
            }

            var ended = running[random.Next(running.Count)];
            running.Remove(ended);
            ready = board.End(ended, random.NextDouble() < 0.1 ? NodeMarks.Failed : NodeMarks.Succeeded);
        }

        board.Count(NodeMarks.Pending).ShouldBe(0);
        board.Count(NodeMarks.Running).ShouldBe(0);
        board.Ready().ShouldBeEmpty();
    }

    private static NodeBoard Fresh(WorkflowPlan plan, HashSet<int>? untaken = null) => new(plan, NodeBoard.Fresh(plan), untaken ?? []);
}
