using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A node whose compensation failed stood there as succeeded, without a word anywhere, and was not undone when the run was run again and failed again.</summary>
public sealed class AFailedCompensationWasNowhereToBeSeenTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Echo = """ "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": 1 } """;

    [Fact]
    public async Task It_is_told_and_tried_again_when_the_run_fails_again()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "order",
              "nodes": [
                { "id": "reserve", {{Echo}}, "compensation": { {{Fails(99)}} } },
                { "id": "pay", {{Echo}}, "compensation": { {{Fails(98)}} } },
                { "id": "ship", {{Fails(97)}} } ],
              "edges": [ { "source": "reserve", "target": "pay" }, { "source": "pay", "target": "ship" } ]
            }
            """));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes.Select(n => n.State).ShouldBe([WorkflowNodeStates.Succeeded, WorkflowNodeStates.Succeeded, WorkflowNodeStates.Failed]);
        run.Nodes.Select(n => n.CompensationError is not null).ShouldBe([true, true, false]);
        run.Reason.ShouldNotBeNull().ShouldContain(". Not undone, as the compensation failed: pay, reserve.");
        run.Timeline[^1].Reason.ShouldBe(run.Reason);
        run.Errors.Select(e => e.NodeId).ShouldBe(["ship", "pay", "reserve"]);
        run.Errors[1].Error.ShouldContain("Its compensation failed");

        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        var again = await host.WaitForAsync(run.ExecutionId, r => r.Run == 1 && WorkflowStates.IsEnd(r.State));

        again.Nodes.Select(n => n.CompensationError is not null).ShouldBe([true, true, false]);
        foreach (var node in new[] { 0, 1 })
            (await host.Spine.Queries.LoadAsync($"{run.ExecutionId}~{node}~1~undo", CancellationToken.None)).ShouldNotBeNull("it is undone again");
        again.Reason.ShouldNotBeNull().ShouldContain("failed: pay, reserve.");
    }

    private static string Fails(int until) => $$""" "type": "task", "configuration": { "kind": "basic", "operation": "fail", "payload": { "untilAttempt": {{until}} } }, "retry": { "maxAttempts": 1 } """;
}
