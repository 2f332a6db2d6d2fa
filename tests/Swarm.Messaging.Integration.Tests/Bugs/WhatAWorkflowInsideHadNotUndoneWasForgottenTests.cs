using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Where a run was run again and its workflow inside got another input, a new one began there, and what the earlier one could not undo was named by that one
/// alone: nobody undid it any more. The same where the rerun was ended before it reached the workflow inside.
/// </summary>
public sealed class WhatAWorkflowInsideHadNotUndoneWasForgottenTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_is_undone_before_another_begins_in_its_place()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, earlier) = await FailAsync(host, ledger);
        ledger.Works = true;

        var again = await AgainAsync(host, id, 1);

        var later = Inner(id, 1);
        ledger.Effects.Skip(3).ShouldBe([("undo", $"{earlier}~0~undo"), ("pay", $"{later}~0"), ("undo", $"{later}~0~undo"), ("uncount", $"{id}~0~1~undo")]);
        again.Nodes[1].Error.ShouldNotBeNull().ShouldContain(later);
        var end = await host.EndAsync(earlier);
        (end.Run, end.State, end.Nodes[0].State).ShouldBe((1, WorkflowStates.Failed, WorkflowNodeStates.Compensated));
        end.Reason.ShouldNotBeNull().ShouldNotContain("Not undone");
        end.Timeline.ShouldContain(t => t.Reason != null && t.Reason.Contains($"The run {id} was run again with something else to do here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_it_cannot_be_undone_nothing_begins_and_the_node_names_it()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, earlier) = await FailAsync(host, ledger);

        var again = await AgainAsync(host, id, 1);

        again.Nodes[1].Error.ShouldNotBeNull().ShouldContain($"This node was the run {earlier} before");
        again.Nodes[1].Error!.ShouldContain("Not undone, as the compensation failed: pay.");
        again.Nodes[1].Error!.Split("Not undone").Length.ShouldBe(2, "it is told once");
        ledger.Names.Skip(3).ShouldBe(["undo", "uncount"]);
        ledger.Works = true;

        await AgainAsync(host, id, 2);

        ledger.Names.Skip(5).ShouldBe(["undo", "pay", "undo", "uncount"]);
        ledger.Effects[5].Key.ShouldBe($"{earlier}~0~undo");
    }

    [Fact]
    public async Task A_run_that_is_cancelled_meanwhile_ends_when_it_is_undone_and_nothing_begins()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, earlier) = await FailAsync(host, ledger);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (ledger.Works, ledger.Gate) = (true, gate.Task);
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        await Eventually.HoldsAsync(() => ledger.Names.Count == 4, "it is being undone");

        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        (await host.WaitForAsync(earlier, _ => true)).State.ShouldBe(WorkflowStates.Compensating, "what it undoes it undoes to the end");
        gate.SetResult();

        (await host.EndAsync(id)).State.ShouldBe(WorkflowStates.Cancelled);
        (await host.EndAsync(earlier)).Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated);
        ledger.Names.Skip(3).ShouldBe(["undo"]);
    }

    [Fact]
    public async Task A_rerun_in_which_its_node_fails_before_it_begins_does_not_forget_it()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, earlier) = await FailAsync(host, ledger, condition: """ "condition": "(results.a.body == `2` && abs(results.a)) || `true`", """);
        (await AgainAsync(host, id, 1)).Nodes[1].Error.ShouldNotBeNull().ShouldContain("abs");
        var before = ledger.Effects.Count;
        ledger.Works = true;

        await AgainAsync(host, id, 2);

        ledger.Effects.Skip(before).Select(e => e.Name).ShouldBe(["undo", "pay", "undo", "uncount"]);
        ledger.Effects[before].Key.ShouldBe($"{earlier}~0~undo");
    }

    [Fact]
    public async Task What_comes_twice_or_late_changes_nothing()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (id, earlier) = await FailAsync(host, ledger);
        ledger.Works = true;
        await AgainAsync(host, id, 1);
        await AgainAsync(host, id, 2);
        var (effects, runs) = (ledger.Effects.Count, host.Spine.Get<SagaRunner<WorkflowSaga>>());
        var origin = new NodeOrigin(id, 1, 1, Since: 0);

        await runs.HandleAsync([new("u", earlier, new WorkflowUndoAgain(earlier, origin)), new("t", Inner(id, 1), new WorkflowRerun(new RerunFrom { ExecutionId = Inner(id, 1) }, null, origin))], CancellationToken.None);
        await runs.HandleAsync([new("e", id, new NodeEnded(origin, new NodeEnd(WorkflowNodeStates.Compensated), null)), new("f", id, new NodeEnded(origin with { Run = 2 }, new NodeEnd(WorkflowNodeStates.Compensated), null))], CancellationToken.None);

        (await host.EndAsync(id)).Run.ShouldBe(2);
        (await host.EndAsync(earlier)).Run.ShouldBe(1);
        ledger.Effects.Count.ShouldBe(effects);
    }

    public static TheoryData<int> Commits => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Commits))]
    public async Task Whenever_its_host_dies_another_undoes_it_before_it_begins_anew(int commit)
    {
        await using var ledger = await LedgerServer.StartAsync();
        var doomed = await DoomedHost.StartAsync(redis.Port);
        var (id, earlier) = await FailAsync(doomed.Host, ledger, retry: "");
        ledger.Works = true;

        await using var rescuer = await doomed.RerunAndDieAsync(id, commit);
        await rescuer.WaitForAsync(id, r => r.Run == 1 && WorkflowStates.IsEnd(r.State));

        var (later, rest) = (Inner(id, 1), ledger.Effects.Skip(3).ToList());
        rest.Distinct().ShouldBe([("undo", $"{earlier}~0~undo"), ("pay", $"{later}~0"), ("undo", $"{later}~0~undo"), ("uncount", $"{id}~0~1~undo")]);
        (await rescuer.EndAsync(earlier)).Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated);
    }

    /// <returns>The run, and the one inside it that has paid and could not undo it.</returns>
    private static async Task<(string Run, string Inner)> FailAsync(WorkflowHost host, LedgerServer ledger, string retry = """ "retry": { "maxAttempts": 1 }, """, string condition = "")
    {
        string Post(string path) => $$""" "type": "http_request", {{retry}} "configuration": { "url": "{{ledger.Address}}/{{path}}", "method": "POST" } """;
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [
                { "id": "a", {{Post("count")}}, "compensation": { {{Post("ok/uncount")}} } },
                { "id": "s", {{condition}} "type": "sub_workflow", "configuration": { "workflowId": "inner", "nodes": [
                    { "id": "pay", {{Post("ok/pay")}}, "compensation": { {{Post("gate/undo")}} } }, { "id": "boom", {{Post("bad")}} } ],
                    "edges": [ { "source": "pay", "target": "boom" } ] } } ],
              "edges": [ { "source": "a", "target": "s" } ] }
            """));
        run.State.ShouldBe(WorkflowStates.Failed, run.Reason);
        ledger.Names.ShouldBe(["pay", "undo", "uncount"]);
        return (run.ExecutionId, Inner(run.ExecutionId, 0));
    }

    private static string Inner(string run, int number) => WorkflowIds.SubWorkflow(new NodeOrigin(run, 1, number));

    private static async Task<WorkflowDetails> AgainAsync(WorkflowHost host, string id, int number)
    {
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        return await host.WaitForAsync(id, r => r.Run == number && WorkflowStates.IsEnd(r.State));
    }
}
