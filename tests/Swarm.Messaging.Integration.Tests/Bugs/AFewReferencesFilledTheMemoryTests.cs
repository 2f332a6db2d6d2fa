using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>References were put in their places before anybody measured what came of it: a small configuration took all memory, again and again, and nothing else of its run began.</summary>
public sealed class AFewReferencesFilledTheMemoryTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private static readonly string Large = $"\"{new string('x', 1_000_000)}\"";

    [Theory]
    [InlineData("task", """ "configuration": { "kind": "basic", "operation": "echo", "payload": REFERENCES } """)]
    [InlineData("data_transformation", """ "configuration": { "fields": { "a": "input" } }, "inputs": INPUTS """)]
    public async Task What_becomes_too_large_fails_its_node_alone(string type, string rest)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var references = $"[{string.Join(',', Enumerable.Repeat("""{"$from":"/input"}""", 1_200))}]";
        var inputs = $"{{{string.Join(',', Enumerable.Range(0, 1_200).Select(n => $"\"i{n}\":\"/input\""))}}}";
        rest = rest.Replace("REFERENCES", references, StringComparison.Ordinal).Replace("INPUTS", inputs, StringComparison.Ordinal);

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "wide", "policy": "continue", "input": {{Large}},
              "nodes": [ { "id": "wide", "type": "{{type}}", {{rest}} }, { "id": "other", "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": 1 } } ]
            }
            """));

        run.Nodes.Select(n => n.State).ShouldBe([WorkflowNodeStates.Failed, WorkflowNodeStates.Succeeded]);
        run.Nodes[0].Error.ShouldNotBeNull().ShouldContain("bytes once the run's values are in it");
    }

    [Fact]
    public async Task A_join_of_more_than_can_be_looked_at_fails_alone()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var sources = Enumerable.Range(0, 20).Select(n => $$"""{ "id": "s{{n}}", "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": {"$from":"/input"} } }""");
        var edges = Enumerable.Range(0, 20).Select(n => $$"""{ "source": "s{{n}}", "target": "join" }""");

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "join", "policy": "continue", "input": {{Large}},
              "nodes": [ {{string.Join(", ", sources)}}, { "id": "join", "type": "task", "inputs": { "n": "length(input)" }, "configuration": { "kind": "basic", "operation": "echo" } } ],
              "edges": [ {{string.Join(", ", edges)}} ]
            }
            """));

        run.Nodes.Count(n => n.State == WorkflowNodeStates.Succeeded).ShouldBe(20);
        run.Nodes[20].State.ShouldBe(WorkflowNodeStates.Failed);
        run.Nodes[20].Error.ShouldNotBeNull().ShouldContain("results of the node's sources has more than 16777216 bytes");
    }

    [Fact]
    public async Task What_is_just_below_goes_on()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "fits", "input": {{Large}},
              "nodes": [ { "id": "one", "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": [ {"$from":"/input"}, 1 ] } } ]
            }
            """));

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Results["one"].Data.ShouldNotBeNull().ValueKind.ShouldBe(JsonValueKind.Array);
    }
}
