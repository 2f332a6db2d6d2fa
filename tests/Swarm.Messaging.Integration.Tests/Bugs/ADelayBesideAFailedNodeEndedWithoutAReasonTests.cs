using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What waited beside a node that failed was cancelled, and nothing said why.</summary>
public sealed class ADelayBesideAFailedNodeEndedWithoutAReasonTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_says_why_and_is_no_error_of_its_own()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(WorkflowHost.Parse("""
            {
              "workflowId": "beside",
              "nodes": [
                { "id": "wait", "type": "delay", "configuration": { "ms": 3600000 } },
                { "id": "hook", "type": "webhook", "configuration": { "trigger": true } },
                { "id": "bad", "type": "task", "retry": { "preset": "none" }, "configuration": { "kind": "basic", "operation": "fail" } }
              ]
            }
            """));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes.Select(n => n.State).ShouldBe([WorkflowNodeStates.Cancelled, WorkflowNodeStates.Cancelled, WorkflowNodeStates.Failed]);
        run.Nodes[0].Error.ShouldNotBeNull().ShouldSatisfyAllConditions(e => e.ShouldContain("waited for its time"), e => e.ShouldContain("The node bad failed"));
        run.Nodes[1].Error.ShouldNotBeNull().ShouldContain("waited for a call");
        run.Errors.ShouldHaveSingleItem().NodeId.ShouldBe("bad");
    }

    [Fact]
    public async Task A_cancelled_run_says_so_of_what_waited()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var id = (await host.SubmitAsync(WorkflowHost.Parse("""{ "workflowId": "waits", "nodes": [ { "id": "wait", "type": "delay", "configuration": { "ms": 3600000 } } ] }"""))).ExecutionId;

        await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id, Reason = "enough" }, null, CancellationToken.None);

        var run = await host.EndAsync(id);
        run.Nodes[0].Error.ShouldNotBeNull().ShouldContain("enough");
        run.Errors.ShouldBeEmpty();
    }
}
