using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A value of the run that fitted no field of a node broke the step that begins nodes: none of those that were to begin with it ever did, and the step was tried again without end.</summary>
public sealed class OneBadValueHeldUpTheNodesBesideItTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData("\"text\"")]
    [InlineData("[1,2]")]
    [InlineData("{\"a\":1}")]
    [InlineData("7")]
    public async Task The_node_fails_alone_and_says_which_field(string tags)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(Workflow(tags, """{"$from":"input.tags"}"""));

        run.Nodes.Select(n => n.State).ShouldBe([WorkflowNodeStates.Failed, WorkflowNodeStates.Succeeded]);
        run.Nodes[0].Error.ShouldNotBeNull().ShouldContain($"configuration.requires is {tags}");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"$from":"input.none"}""")]
    public async Task Null_is_not_given(string requires)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(Workflow("\"text\"", requires, payload: "null"));

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Results["first"].Data.ShouldNotBeNull().GetRawText().ShouldBe("""{"input":{"tags":"text"},"results":{}}""", "without a payload it has what it sees");
    }

    [Fact]
    public async Task What_is_wrong_as_it_is_written_is_refused()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var refused = await host.RefuseAsync(Workflow("[]", "[1,2]"));

        refused.Violations.ShouldHaveSingleItem().Field.ShouldBe("nodes[0].configuration.requires");
    }

    private static SubmitWorkflow Workflow(string tags, string requires, string payload = "1") => WorkflowHost.Parse($$"""
        {
          "workflowId": "tags", "policy": "continue", "input": { "tags": {{tags}} },
          "nodes": [
            { "id": "first", "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": {{payload}}, "requires": {{requires}} } },
            { "id": "second", "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": 2 } }
          ]
        }
        """);
}
