using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Tests.Workflows.Caching;

public sealed class CacheRulesTests
{
    private static readonly WorkflowNode Node = new() { Id = "a", Type = "http_request", Cache = new WorkflowNodeCache() };

    [Fact]
    public void A_node_that_only_reads_may_be_kept()
    {
        Check(Node).ShouldBeEmpty();
        Check(Node with { Cache = new WorkflowNodeCache { TtlMs = 1 } }).ShouldBeEmpty();
        Check(Node with { Type = "delay", Cache = null }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("sub_workflow")]
    [InlineData("webhook")]
    public void Some_types_are_not(string type) => Check(Node with { Type = type }).ShouldBe(["nodes[0].cache"]);

    [Fact]
    public void What_is_undone_is_not() => Check(Node with { Compensation = new WorkflowCompensation { Type = "http_request" } }).ShouldBe(["nodes[0].cache"]);

    [Theory]
    [InlineData(0)]
    [InlineData(2_592_000_001)]
    public void Its_time_has_bounds(long ms) => Check(Node with { Cache = new WorkflowNodeCache { TtlMs = ms } }).ShouldBe(["nodes[0].cache.ttlMs"]);

    [Fact]
    public void What_was_given_is_not_told_as_missing() => Find(Node with { Type = "delay", Cache = new WorkflowNodeCache() }).ShouldHaveSingleItem().Value.ShouldBe("{}");

    private static IEnumerable<string> Check(WorkflowNode node) => Find(node).Select(v => v.Field);

    private static List<Violation> Find(WorkflowNode node)
    {
        var found = new List<Violation>();
        CacheRules.Check(node, "nodes[0]", found);
        return found;
    }
}
