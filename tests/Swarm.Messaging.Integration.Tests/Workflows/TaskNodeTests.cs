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

    private static async Task<WorkflowDetails> EndAsync(AgentWorld world, string executionId)
    {
        WorkflowDetails? run = null;
        await Eventually.HoldsAsync(
            async () => (run = await world.Get<WorkflowQueries>().GetAsync(executionId, includeResults: true, CancellationToken.None)) is { } found && WorkflowStates.IsEnd(found.State),
            $"{executionId} has ended", TimeSpan.FromSeconds(90));
        return run!;
    }
}
