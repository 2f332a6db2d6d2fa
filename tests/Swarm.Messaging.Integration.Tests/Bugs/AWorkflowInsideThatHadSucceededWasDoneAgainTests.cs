using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A workflow inside was completed and its node failed all the same, by an edge that cannot be asked of what it returned or by more than a result may have: a rerun did all of it again
/// from the start.
/// </summary>
public sealed class AWorkflowInsideThatHadSucceededWasDoneAgainTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(null)]
    [InlineData("s")]
    public async Task What_it_returned_is_looked_at_again_and_nothing_inside_is_done(string? from)
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var run = await host.RunAsync(Outer(ledger, compensation: ""));
        (run.State, run.Nodes[0].State).ShouldBe((WorkflowStates.Failed, WorkflowNodeStates.Failed), run.Reason);
        var inner = WorkflowIds.SubWorkflow(new NodeOrigin(run.ExecutionId, 0, 0));

        foreach (var number in new[] { 1, 2 })
        {
            var again = await AgainAsync(host, run.ExecutionId, from, number);
            again.Nodes[0].State.ShouldBe(WorkflowNodeStates.Failed);
            again.Nodes[0].Error.ShouldNotBeNull().ShouldContain("edge to z");
        }

        ledger.Names.ShouldBe(["i1", "i2"]);
        (await host.EndAsync(inner)).ShouldSatisfyAllConditions(r => r.Run.ShouldBe(0), r => r.State.ShouldBe(WorkflowStates.Completed));
    }

    [Fact]
    public async Task One_that_returned_too_much_is_not_done_again_either()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var large = $$""" "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": "{{new string('x', 600_000)}}" } """;
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [ { "id": "s", "type": "sub_workflow", "configuration": { "workflowId": "inner", "nodes": [ { "id": "a", {{large}} }, { "id": "b", {{large}} } ] } } ] }
            """));
        run.Nodes[0].Error.ShouldNotBeNull().ShouldContain("more than 1048576 bytes");

        var again = await AgainAsync(host, run.ExecutionId, null, 1);

        again.Nodes[0].Error.ShouldBe(run.Nodes[0].Error);
        (await host.Spine.Get<WorkflowQueries>().LoadAsync(WorkflowIds.SubWorkflow(new NodeOrigin(run.ExecutionId, 0, 1)), CancellationToken.None)).ShouldBeNull("no other has begun");
    }

    [Fact]
    public async Task One_that_its_own_compensation_has_undone_is_done_anew()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var run = await host.RunAsync(Outer(ledger, $$""" , "compensation": { {{ledger.Post("may/undo")}} } """));
        run.Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated);

        await AgainAsync(host, run.ExecutionId, null, 1);

        ledger.Names.ShouldBe(["i1", "i2", "undo", "i1", "i2", "undo"]);
    }

    [Fact]
    public async Task One_whose_node_had_succeeded_is_done_again_from_there()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var run = await host.RunAsync(Outer(ledger, "", condition: "`true`"));
        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);

        await AgainAsync(host, run.ExecutionId, "s", 1);

        ledger.Names.ShouldBe(["i1", "i2", "z", "i1", "i2", "z"]);
    }

    private static SubmitWorkflow Outer(LedgerServer ledger, string compensation, string condition = "abs(@) > `1`") => WorkflowHost.Parse($$"""
        { "workflowId": "outer", "nodes": [
            { "id": "s", "type": "sub_workflow", "configuration": { "workflowId": "inner", "nodes": [
                { "id": "i1", {{ledger.Post("may/i1")}}, "compensation": { {{ledger.Post("may/undo-i1")}} } }, { "id": "i2", {{ledger.Post("may/i2")}} } ],
                "edges": [ { "source": "i1", "target": "i2" } ] } {{compensation}} },
            { "id": "z", {{ledger.Post("may/z")}} } ],
          "edges": [ { "source": "s", "target": "z", "condition": "{{condition}}" } ] }
        """);

    private static async Task<WorkflowDetails> AgainAsync(WorkflowHost host, string id, string? from, int number)
    {
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id, NodeId = from }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        return await host.WaitForAsync(id, r => r.Run == number && WorkflowStates.IsEnd(r.State));
    }
}
