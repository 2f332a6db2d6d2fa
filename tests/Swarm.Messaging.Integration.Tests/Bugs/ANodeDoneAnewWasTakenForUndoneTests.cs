using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A compensation that is a workflow goes on where it failed. Where its node had been done anew meanwhile, by a rerun from there, and had returned the same, it went on all the same:
/// what had been undone of the first execution was taken for undone of the second.
/// </summary>
public sealed class ANodeDoneAnewWasTakenForUndoneTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task What_is_done_anew_is_undone_as_a_whole()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [
                { "id": "charge", {{ledger.Post("ok/charge")}}, "compensation": { "type": "sub_workflow", "configuration": { "workflowId": "undo", "nodes": [
                    { "id": "refund", {{ledger.Post("ok/refund")}} }, { "id": "mail", {{ledger.Post("flip/mail")}} } ], "edges": [ { "source": "refund", "target": "mail" } ] } } },
                { "id": "boom", {{ledger.Post("bad")}} } ],
              "edges": [ { "source": "charge", "target": "boom" } ] }
            """));
        ledger.Names.ShouldBe(["charge", "refund", "mail"]);
        ledger.Works = true;

        await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId, NodeId = "charge" }, null, CancellationToken.None);
        var again = await host.WaitForAsync(run.ExecutionId, r => r.Run == 2 && WorkflowStates.IsEnd(r.State));

        again.Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated, again.Reason);
        ledger.Names.Skip(3).ShouldBe(["mail", "charge", "refund", "mail"]);
    }
}
