using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A delay, and a trigger that waited for its call, were shown to have begun when they ended; and a level with a skipped node was never executed.</summary>
public sealed class ADelayTookNoTimeTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task What_the_run_holds_began_when_it_began()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var id = (await host.SubmitAsync(WorkflowHost.Parse("""
            {
              "workflowId": "w",
              "nodes": [
                { "id": "wait", "type": "delay", "configuration": { "ms": 50 } },
                { "id": "never", "type": "delay", "configuration": { "ms": 50 }, "condition": "input.no" },
                { "id": "call", "type": "webhook", "configuration": { "trigger": true } } ],
              "edges": [ { "source": "wait", "target": "call" }, { "source": "wait", "target": "never" } ]
            }
            """))).ExecutionId;
        var waiting = await host.WaitForAsync(id, run => run.Nodes[2].State == WorkflowNodeStates.Running);
        (await host.Commands.CallAsync(new CallWorkflow { ExecutionId = id, NodeId = "call", Payload = JsonElement.Parse("1") }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        var run = await host.EndAsync(id);

        var (wait, call) = (run.Nodes[0], run.Nodes[2]);
        (wait.EndedAt!.Value - wait.StartedAt!.Value).TotalMilliseconds.ShouldBeGreaterThanOrEqualTo(50);
        run.Results["wait"].Duration.ShouldBeGreaterThanOrEqualTo(50);
        call.StartedAt.ShouldNotBeNull().ShouldBeLessThan(call.EndedAt!.Value);
        call.StartedAt.ShouldBe(wait.EndedAt, "it began with the end of the delay");
        run.Nodes[1].State.ShouldBe(WorkflowNodeStates.Skipped);
        run.Stats!.PartitionsExecuted.ShouldBe(run.Partitions.Count);
        waiting.State.ShouldBe(WorkflowStates.Running);
    }
}
