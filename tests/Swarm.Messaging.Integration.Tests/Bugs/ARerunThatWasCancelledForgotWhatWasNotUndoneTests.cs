using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A node whose compensation had failed was kept by a rerun, which was cancelled: the run said no more that it is not undone, and the next rerun did it a second time. The same inside
/// another workflow.
/// </summary>
public sealed class ARerunThatWasCancelledForgotWhatWasNotUndoneTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_says_so_and_what_is_done_again_is_undone_before()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = await FailAsync(host, ledger);

        var run = await CancelAgainAsync(host, ledger, id);

        run.Reason.ShouldBe("enough. Not undone, as the compensation failed in an earlier run: b.");
        run.Nodes.Select(n => n.CompensationError is not null).ShouldBe([false, true, false]);
        run.Errors.Select(e => e.NodeId).ShouldContain("b");
        ledger.Names.Skip(5).ShouldBe(["x", "c"]);

        var answer = await AgainAsync(host, id, "b");
        (answer.State, answer.Again!.Count).ShouldBe((WorkflowStates.Compensating, 2));
        var still = await EndAsync(host, id, 2);

        (still.State, still.Nodes[1].State).ShouldBe((WorkflowStates.Cancelled, WorkflowNodeStates.Succeeded));
        still.Reason.ShouldBe("enough. Not undone, as the compensation failed: b. So it was not run again.");
        ledger.Effects.Skip(7).ShouldBe([("undo-b", $"{id}~1~undo")]);
        ledger.Refuse("c");

        await AgainAsync(host, id, "b");
        var end = await EndAsync(host, id, 4);

        ledger.Effects[8].ShouldBe(("undo-b", $"{id}~1~undo"));
        ledger.Names.Skip(9).ShouldBe(["b", "c", "undo-b", "undo-x"], "what the cancelled run had done besides is undone too");
        (end.State, end.Nodes[0].State, end.Nodes[1].State).ShouldBe((WorkflowStates.Failed, WorkflowNodeStates.Compensated, WorkflowNodeStates.Compensated));
    }

    [Fact]
    public async Task One_that_completes_has_it_undone_too_before_it_is_done_again()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = await FailAsync(host, ledger);
        ledger.Refuse("undo-b");
        await AgainAsync(host, id, null);
        (await EndAsync(host, id, 1)).State.ShouldBe(WorkflowStates.Completed);

        await AgainAsync(host, id, "b");
        var still = await EndAsync(host, id, 2);

        (still.State, still.Reason).ShouldBe((WorkflowStates.Completed, "Not undone, as the compensation failed: b. So it was not run again."));
        ledger.Effects.Skip(7).ShouldBe([("undo-b", $"{id}~1~undo")]);
        ledger.Refuse();

        await AgainAsync(host, id, "b");

        (await EndAsync(host, id, 4)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(WorkflowStates.Completed), r => r.Reason.ShouldBeNull());
        ledger.Names.Skip(8).ShouldBe(["undo-b", "b", "c"]);
    }

    [Fact]
    public async Task Inside_another_workflow_it_is_undone_before_another_begins()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        ledger.Refuse("c", "undo-b");
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [ { "id": "a", {{ledger.Post("count")}} },
                { "id": "s", "type": "sub_workflow", "inputs": { "v": "/results/a/body" }, "configuration": { "workflowId": "inner", "nodes": [
                    { "id": "b", {{ledger.Post("may/b")}}, "compensation": { {{ledger.Post("may/undo-b")}} } }, { "id": "c", {{ledger.Post("may/c")}} } ],
                    "edges": [ { "source": "b", "target": "c" } ] } } ],
              "edges": [ { "source": "a", "target": "s" } ] }
            """));
        ledger.Names.ShouldBe(["b", "c", "undo-b"], run.Reason);
        var (id, inner) = (run.ExecutionId, WorkflowIds.SubWorkflow(new NodeOrigin(run.ExecutionId, 1, 0)));

        await CancelAgainAsync(host, ledger, id);

        (await host.EndAsync(inner)).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(WorkflowStates.Cancelled),
            r => r.Reason.ShouldNotBeNull().ShouldContain("Not undone"),
            r => r.Nodes[0].CompensationError.ShouldNotBeNull());
        ledger.Names.Skip(3).ShouldBe(["c"]);

        await AgainAsync(host, id, "a");
        var still = await EndAsync(host, id, 2);

        still.Nodes[1].Error.ShouldNotBeNull().ShouldContain($"This node was the run {inner} before");
        ledger.Effects.Skip(4).ShouldBe([("undo-b", $"{inner}~0~undo")]);
        ledger.Refuse();

        await AgainAsync(host, id, "a");

        (await EndAsync(host, id, 3)).State.ShouldBe(WorkflowStates.Completed);
        ledger.Effects[5].ShouldBe(("undo-b", $"{inner}~0~undo"));
        ledger.Names.Skip(6).ShouldBe(["b", "c"]);
    }

    /// <returns>A run that has undone x, and could not undo b.</returns>
    private static async Task<string> FailAsync(WorkflowHost host, LedgerServer ledger)
    {
        ledger.Refuse("c", "undo-b");
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "order", "enableDistributed": false, "nodes": [
                { "id": "x", {{ledger.Post("may/x")}}, "compensation": { {{ledger.Post("may/undo-x")}} } },
                { "id": "b", {{ledger.Post("may/b")}}, "compensation": { {{ledger.Post("may/undo-b")}} } },
                { "id": "c", {{ledger.Post("may/c")}} } ],
              "edges": [ { "source": "b", "target": "c" } ] }
            """));
        run.State.ShouldBe(WorkflowStates.Failed, run.Reason);
        ledger.Names.ShouldBe(["x", "b", "c", "undo-b", "undo-x"]);
        return run.ExecutionId;
    }

    /// <summary>What could not be undone is kept; c is under way when the rerun is cancelled.</summary>
    private static async Task<WorkflowDetails> CancelAgainAsync(WorkflowHost host, LedgerServer ledger, string id)
    {
        ledger.Refuse("undo-b");
        var (held, before) = (ledger.Hold("c"), ledger.Names.Count(name => name == "c"));
        await AgainAsync(host, id, null);
        await Eventually.HoldsAsync(() => ledger.Names.Count(name => name == "c") > before, "it is under way");
        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id, Reason = "enough" }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        var run = await EndAsync(host, id, 1);
        ledger.Held.Clear();
        held.SetResult();
        run.State.ShouldBe(WorkflowStates.Cancelled);
        return run;
    }

    private static async Task<WorkflowChanged> AgainAsync(WorkflowHost host, string id, string? from) =>
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id, NodeId = from }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();

    private static Task<WorkflowDetails> EndAsync(WorkflowHost host, string id, int number) => host.WaitForAsync(id, r => r.Run == number && WorkflowStates.IsEnd(r.State));
}
