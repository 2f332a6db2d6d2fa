using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Distribution.Operations;

public sealed class CrmOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"operation":"conversation_send","priority":"low"}""", 0)]
    [InlineData("""{"operation":"tag_add"}""", 50)]
    [InlineData("""{"priority":"background"}""", 100)]
    [InlineData("""{"id":{"id":"a","priority":2}}""", 5)]
    [InlineData("""{"id":{"id":"a","priority":2},"priority":"low"}""", 50)]
    [InlineData("""{}""", 10)]
    public void The_rank_is_that_of_the_operation_then_of_the_task_then_of_the_id(string json, int rank) => Order(json).Rank.ShouldBe(rank);

    [Fact]
    public void A_text_is_an_id() => Order("""{"id":"task-7","operation":"tag_add"}""").TaskId.ShouldBe("task-7");

    [Fact]
    public void Operation_client_and_time_stand_in_the_input_beside_what_was_given()
    {
        var payload = JsonElement.Parse(Order("""{"operation":"tag_add","clientId":"acme","input":{"tag":"vip"},"id":{"id":"a","swarmId":"s-1"}}""").Payload!.Value.Span);
        payload.GetProperty("tag").GetString().ShouldBe("vip");
        payload.GetProperty("ghlOperationType").GetString().ShouldBe("tag_add");
        payload.GetProperty("clientId").GetString().ShouldBe("acme");
        payload.GetProperty("queuedAt").GetDateTimeOffset().ShouldBe(Now);
        payload.GetProperty("task").GetProperty("swarmId").GetString().ShouldBe("s-1");
    }

    [Fact]
    public void The_same_content_later_is_the_same_task_and_another_is_not()
    {
        const string one = """{"id":"a","operation":"tag_add","clientId":"acme","input":{"tag":"vip"}}""";
        Order(one).Fingerprint.ShouldBe(Order(one, Now.AddMinutes(1)).Fingerprint);
        Order(one).Fingerprint.ShouldNotBe(Order(one.Replace("vip", "new", StringComparison.Ordinal)).Fingerprint);
        Order(one).Fingerprint.ShouldNotBe(Order(one.Replace("}}", """},"constraints":{"dependencies":["b"]}}""", StringComparison.Ordinal)).Fingerprint);
    }

    [Fact]
    public void Limits_of_the_task_are_those_of_its_executions()
    {
        var order = Order("""{"operation":"tag_add","constraints":{"maxRetries":0,"timeoutAfter":2500}}""");
        (order.Retry.MaxAttempts, order.Timeout).ShouldBe((1, TimeSpan.FromMilliseconds(2_500)));
    }

    [Theory]
    [InlineData("""{"operation":"tag_add","clientId":"acme"}""", true)]
    [InlineData("""{"operation":"tag_add"}""", false)]
    [InlineData("""{"operation":"conversation_send","clientId":"acme"}""", false)]
    [InlineData("""{"operation":"something_new","clientId":"acme"}""", false)]
    [InlineData("""{"type":"coding","clientId":"acme"}""", false)]
    public void Only_a_batchable_operation_of_a_client_is_collected(string json, bool collects) => (Order(json).Hold?.Collects ?? false).ShouldBe(collects);

    [Fact]
    public void What_it_needs_of_an_agent_is_asked_for_by_tags() =>
        Order("""{"operation":"conversation_read","requirements":{"agentType":"coder","capabilities":["Script"],"tools":["browser"],"permissions":["crm.read"]}}""")
            .Tags.ShouldBe(["type:coder", "can:script", "tool:browser", "permission:crm.read"], ignoreOrder: true);

    [Theory]
    [InlineData("""{"operation":"tag_add","priority":"hihg"}""", "the operation's was taken")]
    [InlineData("""{"operation":"tag_add","priority":"high"}""", null)]
    [InlineData("""{"type":"coding","priority":"high"}""", null)]
    public void A_priority_that_nobody_knows_is_warned_of_with_an_operation_too(string json, string? warning)
    {
        var warnings = CrmReader.Task(JsonElement.Parse(json), "", []).Warnings;

        if (warning is null)
            warnings.ShouldBeEmpty();
        else
            warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(w => w.ShouldStartWith("unknown_priority: hihg "), w => w.ShouldContain(warning));
    }

    [Theory]
    [InlineData("""{"id":7}""", "id")]
    [InlineData("""{"type":"cooking"}""", "type")]
    [InlineData("""{"operation":"tag_add","input":[1]}""", "input")]
    [InlineData("""{"operation":"tag_add","constraints":{"maxRetries":100}}""", "constraints.maxRetries")]
    [InlineData("""{"id":"a","operation":"tag_add","constraints":{"dependencies":["a"]}}""", "constraints.dependencies[0]")]
    [InlineData("""{"operation":"tag_add","constraints":{"requiredApprovals":["by law"]}}""", "constraints.requiredApprovals[0]")]
    [InlineData("""{"id":{"id":"a","priority":6}}""", "id.priority")]
    public void What_is_wrong_is_a_violation(string json, string field)
    {
        var found = new List<Violation>();
        CrmReader.Task(JsonElement.Parse(json), "", found);
        found.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    private static TaskOrder Order(string json, DateTimeOffset? now = null)
    {
        var found = new List<Violation>();
        var (task, id, _) = CrmReader.Task(JsonElement.Parse(json), "", found);
        found.ShouldBeEmpty();
        var options = Options.Create(new DistributionOptions());
        var catalog = new CrmCatalog(options);
        var order = CrmOrder.Of(task, id, task.Operation is { } name ? catalog[name] : null, now ?? Now);
        var rules = new SubmissionRules(
            new TaskPolicies([new CrmPolicy(catalog, options, new CrmLimitKeys(options))], new OperationCatalog([])), Options.Create(new TaskOptions()), Options.Create(new RetryOptions()));
        var judged = rules.Judge(order.Submission);
        return judged.Order.ShouldNotBeNull(judged.Rejected?.Message);
    }
}
