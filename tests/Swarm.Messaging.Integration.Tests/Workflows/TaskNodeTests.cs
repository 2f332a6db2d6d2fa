using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Workers;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>Nodes that are tasks of other kinds, each at its real target: a WebAssembly instance, a worker process, an agent.</summary>
public sealed class TaskNodeTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string Graph = """
        {
          "workflowId": "mixed", "input": { "source": "def area(w, h):\n    return w * h\n" },
          "nodes": [
            { "id": "parse", "type": "code_execution", "configuration": { "operation": "analyze", "payload": { "filePath": "area.py", "content": { "$from": "input.source" } } } },
            { "id": "work", "type": "worker", "configuration": { "operation": "echo", "payload": { "seen": { "$from": "results.parse" } } } },
            { "id": "tell", "type": "agent", "configuration": { "kind": "text", "operation": "upper", "payload": { "text": "done" } } }
          ],
          "edges": [ { "source": "parse", "target": "work" }, { "source": "work", "target": "tell" } ]
        }
        """;

    [Fact]
    public async Task Code_a_worker_and_an_agent_do_a_node_each_and_data_flows_between_them()
    {
        await using var world = await AgentWorld.StartAsync(
            redis.Server.ConnectionString, settings: new() { ["Workers:PoolSize"] = "1", ["Workers:MinWorkers"] = "1", ["Workers:Command"] = TestPool.Faulty() });
        await world.StartAgentAsync("writer");
        var commands = world.Get<WorkflowCommands>();
        var accepted = (await commands.SubmitAsync(WorkflowHost.Parse(Graph), [], null, [], CancellationToken.None)).ShouldBeOfType<WorkflowAccepted>();

        var run = await EndAsync(world, accepted.ExecutionId);

        run.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", run.Errors.Select(e => e.Error)));
        run.Results["parse"].Data!.Value.ToString().ShouldContain("area");
        run.Results["work"].Data!.Value.ToString().ShouldContain("area", customMessage: "what the module found went through the worker");
        run.Results["tell"].Data!.Value.ToString().ShouldContain("DONE");
    }

    [Fact]
    public async Task Failures_of_a_worker_and_an_agent_are_their_nodes_and_what_does_not_depend_on_them_goes_on()
    {
        await using var world = await WorldAsync();
        var run = await EndAsync(world, await SubmitAsync(world, """
            { "workflowId": "broken", "policy": "continue",
              "nodes": [
                { "id": "dies", "type": "worker", "retry": { "preset": "none" }, "configuration": { "operation": "dies", "payload": null } },
                { "id": "fails", "type": "agent", "retry": { "preset": "none" }, "configuration": { "kind": "text", "operation": "fail", "payload": { "retryable": false } } },
                { "id": "after", "type": "agent", "configuration": { "kind": "text", "operation": "upper", "payload": { "text": "never" } } },
                { "id": "fine", "type": "worker", "configuration": { "operation": "echo", "payload": 1 } }
              ],
              "edges": [ { "source": "dies", "target": "after" } ] }
            """));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes.ToDictionary(n => n.NodeId, n => n.State).ShouldBe(
            new Dictionary<string, string> { ["dies"] = "Failed", ["fails"] = "Failed", ["after"] = "NotReached", ["fine"] = "Succeeded" }, ignoreOrder: true);
        run.Errors.Single(e => e.NodeId == "dies").Error.ShouldContain("worker-1");
        run.Errors.Single(e => e.NodeId == "fails").Error.ShouldContain("The task is wrong.");
        world.Ran.ShouldBeEmpty("nothing of what depends on a failed node was begun");
    }

    [Fact]
    public async Task A_cancelled_run_stops_what_its_worker_and_its_agent_do_and_both_are_free_for_the_next()
    {
        await using var world = await WorldAsync();
        var id = await SubmitAsync(world, """
            { "workflowId": "long",
              "nodes": [
                { "id": "work", "type": "worker", "configuration": { "operation": "sleep", "payload": { "ms": 600000 } } },
                { "id": "tell", "type": "agent", "configuration": { "kind": "text", "operation": "wait", "payload": null } }
              ] }
            """);
        await Eventually.HoldsAsync(
            async () => !world.Ran.IsEmpty && (await world.Get<WorkflowQueries>().GetAsync(id, includeResults: false, CancellationToken.None))!.Nodes.All(n => n.State == WorkflowNodeStates.Running),
            "both run", TimeSpan.FromSeconds(60));

        (await world.Get<WorkflowCommands>().CancelAsync(new CancelWorkflow { ExecutionId = id, Reason = "enough" }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();

        var run = await EndAsync(world, id);
        run.State.ShouldBe(WorkflowStates.Cancelled);
        run.Nodes.ShouldAllBe(n => n.State == WorkflowNodeStates.Cancelled);
        var next = await EndAsync(world, await SubmitAsync(world, Graph));
        next.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", next.Errors.Select(e => e.Error)));
    }

    [Fact]
    public async Task What_code_says_of_its_input_is_the_failure_of_its_node()
    {
        await using var world = await WorldAsync();
        var run = await EndAsync(world, await SubmitAsync(world, """
            { "workflowId": "rename", "policy": "continue",
              "nodes": [
                { "id": "unknown", "type": "code_execution", "configuration": { "operation": "refactor", "payload": { "language": "js", "content": "let a = 1;", "symbol": "zz", "newName": "b" } } },
                { "id": "after", "type": "worker", "configuration": { "operation": "echo", "payload": 1 } },
                { "id": "known", "type": "code_execution", "configuration": { "operation": "refactor", "payload": { "language": "js", "content": "let a = 1;", "symbol": "a", "newName": "b" } } }
              ],
              "edges": [ { "source": "unknown", "target": "after" } ] }
            """));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes.ToDictionary(n => n.NodeId, n => n.State).ShouldBe(
            new Dictionary<string, string> { ["unknown"] = "Failed", ["after"] = "NotReached", ["known"] = "Succeeded" }, ignoreOrder: true);
        run.Errors.Single(e => e.NodeId == "unknown").Error.ShouldContain("stands in the code");
        run.Results["known"].Data!.Value.ToString().ShouldContain("let b = 1;");
    }

    [Fact]
    public async Task A_graph_that_is_wider_than_the_queue_waits_for_room_and_completes()
    {
        await using var world = await WorldAsync(new() { ["Placement:BacklogBound"] = "3" });
        var nodes = string.Join(",", Enumerable.Range(0, 20).Select(n => $$"""{ "id": "n{{n}}", "type": "worker", "configuration": { "operation": "sleep", "payload": { "ms": 50 } } }"""));

        var run = await EndAsync(world, await SubmitAsync(world, $$"""{ "workflowId": "wide", "nodes": [ {{nodes}} ] }"""));

        run.State.ShouldBe(WorkflowStates.Completed, string.Join("; ", run.Errors.Select(e => e.Error)));
        run.Nodes.ShouldAllBe(n => n.State == WorkflowNodeStates.Succeeded);
    }

    private async Task<AgentWorld> WorldAsync(Dictionary<string, string?>? settings = null)
    {
        var world = await AgentWorld.StartAsync(
            redis.Server.ConnectionString,
            settings: new(settings ?? []) { ["Workers:PoolSize"] = "1", ["Workers:MinWorkers"] = "1", ["Workers:Command"] = TestPool.Faulty() });
        await world.StartAgentAsync("writer");
        return world;
    }

    private static async Task<string> SubmitAsync(AgentWorld world, string workflow) =>
        (await world.Get<WorkflowCommands>().SubmitAsync(WorkflowHost.Parse(workflow), [], null, [], CancellationToken.None)).ShouldBeOfType<WorkflowAccepted>().ExecutionId;

    private static async Task<WorkflowDetails> EndAsync(AgentWorld world, string executionId)
    {
        WorkflowDetails? run = null;
        await Eventually.HoldsAsync(
            async () => (run = await world.Get<WorkflowQueries>().GetAsync(executionId, includeResults: true, CancellationToken.None)) is { } found && WorkflowStates.IsEnd(found.State),
            $"{executionId} has ended", TimeSpan.FromSeconds(90));
        return run!;
    }
}
