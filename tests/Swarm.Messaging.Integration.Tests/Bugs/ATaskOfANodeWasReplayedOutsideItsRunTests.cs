using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The dead letter of a node was replayed beside its run, which stayed failed and did the work once more when it was run again.</summary>
public sealed class ATaskOfANodeWasReplayedOutsideItsRunTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_is_refused_with_what_to_do_instead()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse("""
            { "workflowId": "pays", "nodes": [ { "id": "pay", "type": "task", "retry": { "preset": "none" }, "configuration": { "kind": "basic", "operation": "fail" } } ] }
            """));
        var task = run.Nodes[0].TaskId.ShouldNotBeNull();

        var refused = (await host.Spine.Commands.ReplayAsync(new ReplayTask { TaskId = task }, null, CancellationToken.None)).ShouldBeOfType<CommandRejected>();

        (refused.Code, refused.TaskId).ShouldBe(("wrong_state", task));
        refused.Message.ShouldContain($"swarm workflow rerun {run.ExecutionId} --from pay");
        (await host.Spine.Queries.LoadAsync(task, CancellationToken.None)).ShouldNotBeNull().Run.ShouldBe(0, "it was not begun again");
        await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId, NodeId = "pay" }, null, CancellationToken.None);
        (await host.WaitForAsync(run.ExecutionId, r => r.Run == 1 && WorkflowStates.IsEnd(r.State))).Nodes[0].TaskId.ShouldNotBe(task);
    }

    [Fact]
    public void The_alert_says_so_too() => TaskConditions.OfEnds((20, 20), "h", 0.1).Hint.ShouldContain("swarm workflow rerun RUN --from NODE");
}
