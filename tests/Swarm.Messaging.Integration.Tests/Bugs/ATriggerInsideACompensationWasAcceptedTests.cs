using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A trigger as a compensation was refused, as nobody calls to undo, but one in a workflow that is a compensation was not: the undoing would have waited until the run's time was over.</summary>
public sealed class ATriggerInsideACompensationWasAcceptedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Trigger = """{ "id": "t", "type": "webhook", "configuration": { "trigger": true } }""";
    private const string Echo = """{ "id": "e", "type": "data_transformation", "configuration": { "expression": "input" } }""";

    public static TheoryData<string, string> Undoings => new()
    {
        { Trigger, "trigger" },
        { Inner(Echo, Trigger), "nodes[1].configuration.trigger" },
        { Inner(Inner(Trigger)), "nodes[0].configuration.nodes[0].configuration.trigger" },
    };

    [Theory]
    [MemberData(nameof(Undoings))]
    public async Task It_is_refused_at_any_depth(string undo, string place)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var violation = (await host.RefuseAsync(Undone(undo))).Violations.ShouldHaveSingleItem();

        violation.Field.ShouldBe($"nodes[0].compensation.configuration.{place}");
        violation.Rule.ShouldStartWith("Nobody calls to undo");
    }

    [Fact]
    public async Task A_workflow_that_calls_nobody_may_undo()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        (await host.RunAsync(Undone(Inner(Echo)))).State.ShouldBe(WorkflowStates.Completed);
    }

    private static string Inner(params string[] nodes) => $$"""{ "id": "i", "type": "sub_workflow", "configuration": { "workflowId": "in", "nodes": [ {{string.Join(", ", nodes)}} ] } }""";

    private static SubmitWorkflow Undone(string undo) => WorkflowHost.Parse($$"""
        { "workflowId": "w", "nodes": [ { "id": "a", "type": "data_transformation", "configuration": { "expression": "input" },
          "compensation": { {{undo[undo.IndexOf("\"type\"", StringComparison.Ordinal)..]}} } ] }
        """);
}
