using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>The time of a run is that of its nodes.</summary>
public sealed class NodeDeadlineTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_node_has_what_is_left_of_its_runs_time_and_is_begun_again_with_less_all_the_same()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var work = JsonElement.Parse("""{"kind":"basic","operation":"noop","payload":0,"requires":["nobody"]}""");
        await host.SubmitAsync(new SubmitWorkflow
        {
            WorkflowId = "limited", ExecutionId = "limited", TimeoutMs = 600_000, Nodes = [new WorkflowNode { Id = "waits", Type = "task", Configuration = work }], Edges = [],
        });
        await host.Spine.WaitForAsync("limited~0", "Parked");

        var first = (await host.Spine.Queries.LoadAsync("limited~0", CancellationToken.None))!;
        await host.Spine.Get<Swarm.Messaging.Workflows.NodeStarter>().BeginAsync("limited", 0, [0]);

        first.DeadlineMs!.Value.ShouldBeInRange(1, 601_000);
        first.TimeoutMs.ShouldBe(60_000, "what a node that says nothing may take");
        var again = await host.WaitForAsync("limited", _ => true);
        again.Nodes[0].State.ShouldBe(WorkflowNodeStates.Running, again.Reason);
        (await host.Spine.Queries.LoadAsync("limited~0", CancellationToken.None))!.DeadlineMs.ShouldBe(first.DeadlineMs);
    }
}
