using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A workflow inside that somebody had paused by itself looked from its run like any that runs, and a resume of the run did not reach it.</summary>
public sealed class AWorkflowInsideThatWasPausedByItselfWasNotSeenTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Its_run_shows_it_and_a_resume_reaches_it(int depth)
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var inside = $$"""{ "workflowId": "deep", "nodes": [ { "id": "gate", "type": "webhook", "configuration": { "trigger": true } }, { "id": "after", {{ledger.Post("may/after")}} } ], "edges": [ { "source": "gate", "target": "after" } ] }""";
        for (var level = 1; level < depth; level++)
            inside = $$"""{ "workflowId": "mid", "nodes": [ { "id": "s", "type": "sub_workflow", "configuration": {{inside}} } ] }""";
        var id = (await host.SubmitAsync(WorkflowHost.Parse($$"""{ "workflowId": "outer", "nodes": [ { "id": "s", "type": "sub_workflow", "configuration": {{inside}} } ] }"""))).ExecutionId;
        var inner = Enumerable.Range(0, depth).Aggregate(id, (of, _) => WorkflowIds.SubWorkflow(new NodeOrigin(of, 0, 0)));
        await host.WaitForAsync(inner, r => r.Nodes[0].State == WorkflowNodeStates.Running);
        (await host.WaitForAsync(id, _ => true)).Nodes[0].PausedInside.ShouldBeNull();
        (await ResumeAsync(host, id)).Changed.ShouldBeFalse("nothing is paused");

        await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = inner }, null, CancellationToken.None);

        var run = await host.WaitForAsync(id, _ => true);
        (run.State, run.Nodes[0].State, run.Nodes[0].PausedInside).ShouldBe((WorkflowStates.Running, WorkflowNodeStates.Running, inner));

        (await ResumeAsync(host, id)).ShouldSatisfyAllConditions(a => a.Changed.ShouldBeTrue(), a => a.State.ShouldBe(WorkflowStates.Running));

        await host.WaitForAsync(inner, r => r.State == WorkflowStates.Running);
        (await host.WaitForAsync(id, _ => true)).Nodes[0].PausedInside.ShouldBeNull();
        (await host.Commands.CallAsync(new CallWorkflow { ExecutionId = inner, NodeId = "gate" }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        (await host.EndAsync(id)).State.ShouldBe(WorkflowStates.Completed);
        ledger.Names.ShouldBe(["after"]);
    }

    private static async Task<WorkflowChanged> ResumeAsync(WorkflowHost host, string id) =>
        (await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
}
