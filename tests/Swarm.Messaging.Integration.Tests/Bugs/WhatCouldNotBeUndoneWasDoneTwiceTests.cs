using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A node whose compensation failed comes after one that was undone: run again, both were done anew, and what the first execution had done and not undone was forgotten. The same
/// where the rerun named the node, or one before it, and inside another workflow.
/// </summary>
public sealed class WhatCouldNotBeUndoneWasDoneTwiceTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(null)]
    [InlineData("pay")]
    [InlineData("reserve")]
    public async Task It_is_undone_before_it_is_done_anew(string? from)
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = await FailAsync(host, ledger, Order(ledger));
        ledger.Works = true;

        var answer = await AgainAsync(host, id, from);

        answer.State.ShouldBe(WorkflowStates.Compensating);
        answer.Again.ShouldBe(["reserve", "pay", "boom"]);
        var end = await EndAsync(host, id, 2);
        ledger.Effects.Skip(4).ShouldBe(
            [("unpay", $"{id}~1~undo"), ("reserve", $"{id}~0~2"), ("pay", $"{id}~1~2"), ("unpay", $"{id}~1~2~undo"), ("unreserve", $"{id}~0~2~undo")]);
        end.Reason.ShouldNotBeNull().ShouldNotContain("Not undone");
        end.Nodes.ShouldAllBe(n => n.CompensationError == null);
    }

    [Fact]
    public async Task While_it_cannot_be_undone_it_is_not_done_anew()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = await FailAsync(host, ledger, Order(ledger));

        await AgainAsync(host, id, null);
        var end = await EndAsync(host, id, 1);

        ledger.Names.Skip(4).ShouldBe(["unpay"]);
        end.Reason.ShouldNotBeNull().ShouldContain("Not undone, as the compensation failed: pay. So it was not run again.");
        end.Nodes.Select(n => n.State).ShouldBe([WorkflowNodeStates.Compensated, WorkflowNodeStates.Succeeded, WorkflowNodeStates.Failed]);
        end.Nodes[1].CompensationError.ShouldNotBeNull();
        ledger.Works = true;

        await AgainAsync(host, id, null);
        await EndAsync(host, id, 3);

        ledger.Names.Skip(5).ShouldBe(["unpay", "reserve", "pay", "unpay", "unreserve"]);
    }

    [Fact]
    public async Task Who_cancels_that_keeps_it_from_being_run_again()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = await FailAsync(host, ledger, Order(ledger));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (ledger.Works, ledger.Gate) = (true, gate.Task);
        await AgainAsync(host, id, null);
        await Eventually.HoldsAsync(() => ledger.Names.Count == 5, "it is being undone");

        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id, Reason = "no more" }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        gate.SetResult();

        (await EndAsync(host, id, 1)).Reason.ShouldNotBeNull().ShouldContain("Then it was cancelled: no more");
        ledger.Names.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Inside_another_workflow_it_is_so_too()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = await FailAsync(host, ledger, Outer(ledger));
        ledger.Works = true;

        await AgainAsync(host, id, null);
        await EndAsync(host, id, 1);

        ledger.Names.Skip(4).ShouldBe(["unpay", "reserve", "pay", "unpay", "unreserve"]);
        (await host.EndAsync(WorkflowIds.SubWorkflow(new NodeOrigin(id, 0, 0)))).ShouldSatisfyAllConditions(r => r.Run.ShouldBe(2), r => r.State.ShouldBe(WorkflowStates.Failed));
    }

    [Fact]
    public async Task Inside_another_workflow_that_is_cancelled_meanwhile_it_is_undone_and_no_more()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = await FailAsync(host, ledger, Outer(ledger));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (ledger.Works, ledger.Gate) = (true, gate.Task);
        await AgainAsync(host, id, null);
        await Eventually.HoldsAsync(() => ledger.Names.Count == 5, "it is being undone");

        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        await host.WaitForAsync(WorkflowIds.SubWorkflow(new NodeOrigin(id, 0, 0)), r => r.Timeline.Any(t => t.Reason == $"The run {id} was stopped."));
        gate.SetResult();

        await EndAsync(host, id, 1);
        ledger.Names.Skip(4).ShouldBe(["unpay"]);
        (await host.EndAsync(WorkflowIds.SubWorkflow(new NodeOrigin(id, 0, 0)))).Nodes[1].State.ShouldBe(WorkflowNodeStates.Compensated);
    }

    [Fact]
    public async Task A_rerun_that_fails_at_once_undoes_what_it_can()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "w", "nodes": [ { "id": "pay", {{ledger.Post("ok/pay")}}, "compensation": { {{ledger.Post("flip/unpay")}} } },
                { "id": "wrong", {{ledger.Post("ok/wrong")}}, "condition": "abs('x')" } ], "edges": [] }
            """));
        run.Nodes[0].CompensationError.ShouldNotBeNull(run.Reason);
        ledger.Works = true;

        await AgainAsync(host, run.ExecutionId, null);

        (await EndAsync(host, run.ExecutionId, 1)).Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated);
        ledger.Names.ShouldBe(["pay", "unpay", "unpay"]);
    }

    public static TheoryData<int> Commits => [.. Enumerable.Range(1, 7)];

    [Theory]
    [MemberData(nameof(Commits))]
    public async Task Whenever_its_host_dies_another_undoes_it_before_it_does_it_anew(int commit)
    {
        await using var ledger = await LedgerServer.StartAsync();
        var doomed = await DoomedHost.StartAsync(redis.Port);
        // Tried again after a crash; what is answered 404 is not.
        var id = await FailAsync(doomed.Host, ledger, Order(ledger).Replace(""" "retry": { "maxAttempts": 1 },""", "", StringComparison.Ordinal));
        ledger.Works = true;

        await using var rescuer = await doomed.RerunAndDieAsync(id, commit);
        await EndAsync(rescuer, id, 2);

        ledger.Effects.Skip(4).Distinct().ShouldBe(
            [("unpay", $"{id}~1~undo"), ("reserve", $"{id}~0~2"), ("pay", $"{id}~1~2"), ("unpay", $"{id}~1~2~undo"), ("unreserve", $"{id}~0~2~undo")]);
    }

    private static string Outer(LedgerServer ledger) => $$"""{ "workflowId": "outer", "nodes": [ { "id": "s", "type": "sub_workflow", "configuration": {{Order(ledger)}} } ] }""";

    private static string Order(LedgerServer ledger) => $$"""
        { "workflowId": "order", "nodes": [
            { "id": "reserve", {{ledger.Post("ok/reserve")}}, "compensation": { {{ledger.Post("ok/unreserve")}} } },
            { "id": "pay", {{ledger.Post("ok/pay")}}, "compensation": { {{ledger.Post("gate/unpay")}} } }, { "id": "boom", {{ledger.Post("bad")}} } ],
          "edges": [ { "source": "reserve", "target": "pay" }, { "source": "pay", "target": "boom" } ] }
        """;

    private static async Task<string> FailAsync(WorkflowHost host, LedgerServer ledger, string workflow)
    {
        var run = await host.RunAsync(WorkflowHost.Parse(workflow));
        run.State.ShouldBe(WorkflowStates.Failed, run.Reason);
        ledger.Names.ShouldBe(["reserve", "pay", "unpay", "unreserve"]);
        return run.ExecutionId;
    }

    private static async Task<WorkflowChanged> AgainAsync(WorkflowHost host, string id, string? from) =>
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id, NodeId = from }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();

    private static Task<WorkflowDetails> EndAsync(WorkflowHost host, string id, int number) => host.WaitForAsync(id, r => r.Run == number && WorkflowStates.IsEnd(r.State));
}
