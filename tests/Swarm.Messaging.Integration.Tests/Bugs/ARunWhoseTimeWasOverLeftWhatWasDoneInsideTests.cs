using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Integration.Tests.Workflows.Runner;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A run whose time was over undid its own nodes and cancelled the workflows inside it, which undo nothing then; why it had failed before was forgotten, and its
/// errors were empty. One that fails while it is paused waited for workflows inside that stayed paused.
/// </summary>
public sealed class ARunWhoseTimeWasOverLeftWhatWasDoneInsideTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Hour = """ "type": "task", "timeoutMs": 7200000, "configuration": { "kind": "basic", "operation": "sleep", "payload": { "ms": 3600000 } } """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_inside_undoes_as_the_run_does(bool failed)
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = (await host.SubmitAsync(Outer(ledger, "stop", failed))).ExecutionId;
        var inner = WorkflowIds.SubWorkflow(new NodeOrigin(id, 1, 0));
        await Eventually.HoldsAsync(() => ledger.Names.Contains("pay"), "it is paid");
        await host.WaitForAsync(inner, r => r.Nodes[0].State == WorkflowNodeStates.Succeeded && (!failed || r.State == WorkflowStates.Stopping));

        await PassAsync(host, TimeSpan.FromMinutes(11));

        var run = await host.EndAsync(id);
        run.State.ShouldBe(WorkflowStates.Failed);
        ledger.Names.ShouldBe(["first", "pay", "undo-pay", "undo-first"]);
        run.Errors.ShouldHaveSingleItem().NodeId.ShouldBe("inner");
        var end = await host.EndAsync(inner);
        end.State.ShouldBe(WorkflowStates.Failed);
        end.Reason.ShouldNotBeNull().ShouldContain($"The time of the run {id} is over");
        if (failed)
            end.Reason.ShouldContain("The node boom failed");
    }

    [Fact]
    public async Task With_the_policy_continue_nothing_is_undone()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = (await host.SubmitAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "policy": "continue", "timeoutMs": 600000,
              "nodes": [ { "id": "first", {{ledger.Post("ok/first")}}, "compensation": { {{ledger.Post("ok/undo-first")}} } }, { "id": "hour", {{Hour}} } ],
              "edges": [ { "source": "first", "target": "hour" } ] }
            """))).ExecutionId;
        await host.WaitForAsync(id, r => r.Nodes[1].State == WorkflowNodeStates.Running);

        await PassAsync(host, TimeSpan.FromMinutes(11));

        (await host.EndAsync(id)).State.ShouldBe(WorkflowStates.Failed);
        ledger.Names.ShouldBe(["first"]);
    }

    [Fact]
    public async Task One_that_fails_while_it_is_paused_lets_what_is_inside_end()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var slow = await SlowServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = (await host.SubmitAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "timeoutMs": 600000, "nodes": [
                { "id": "slow", "type": "http_request", "retry": { "maxAttempts": 1 }, "configuration": { "url": "{{slow.Url}}/wait/slow", "method": "GET" } },
                { "id": "inner", {{Inside($$"""{ "id": "gate", "type": "webhook", "configuration": { "trigger": true } }""", "")}} },
                { "id": "after", {{ledger.Post("ok/after")}} } ],
              "edges": [ { "source": "slow", "target": "after", "condition": "abs(@) > `1`" } ] }
            """))).ExecutionId;
        var inner = WorkflowIds.SubWorkflow(new NodeOrigin(id, 1, 0));
        await Eventually.HoldsAsync(() => slow.Arrived.Count == 1, "it is under way");
        await host.WaitForAsync(inner, r => r.Nodes[0].State == WorkflowNodeStates.Running);
        await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = id }, null, CancellationToken.None);
        await host.WaitForAsync(inner, r => r.State == WorkflowStates.Waiting);

        slow.Release();

        await host.WaitForAsync(inner, r => r.State == WorkflowStates.Running);
        (await host.WaitForAsync(id, r => r.State == WorkflowStates.Stopping)).Reason.ShouldNotBeNull().ShouldContain("The node slow failed");
        (await host.Commands.CallAsync(new CallWorkflow { ExecutionId = inner, NodeId = "gate" }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        (await host.EndAsync(id)).State.ShouldBe(WorkflowStates.Failed);
    }

    [Fact]
    public async Task A_workflow_that_undoes_has_the_time_of_a_compensation()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port, o => o.CompensationTimeout = TimeSpan.FromMinutes(20));
        var id = (await host.SubmitAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [
                { "id": "first", {{ledger.Post("ok/first")}}, "compensation": { {{Inside($$"""{ "id": "hour", {{Hour}} }""", "")}} } }, { "id": "boom", {{ledger.Post("bad")}} } ],
              "edges": [ { "source": "first", "target": "boom" } ] }
            """))).ExecutionId;
        var undo = WorkflowIds.SubWorkflow(new NodeOrigin(id, 0, 0, Undo: true));
        await host.WaitForAsync(undo, r => r.Nodes[0].State == WorkflowNodeStates.Running);

        await PassAsync(host, TimeSpan.FromMinutes(15));
        (await host.WaitForAsync(undo, _ => true)).State.ShouldBe(WorkflowStates.Running, "five minutes are left");
        await PassAsync(host, TimeSpan.FromMinutes(6));

        (await host.EndAsync(id)).Reason.ShouldNotBeNull().ShouldContain("Not undone");
    }

    private static SubmitWorkflow Outer(LedgerServer ledger, string policy, bool failed) => WorkflowHost.Parse($$"""
        { "workflowId": "outer", "policy": "{{policy}}", "timeoutMs": 600000, "nodes": [
            { "id": "first", {{ledger.Post("ok/first")}}, "compensation": { {{ledger.Post("ok/undo-first")}} } },
            { "id": "inner", {{Inside($$"""
                { "id": "pay", {{ledger.Post("ok/pay")}}, "compensation": { {{ledger.Post("ok/undo-pay")}} } }, { "id": "hour", {{Hour}} }{{(failed ? $$""", { "id": "boom", {{ledger.Post("bad")}} }""" : "")}}
                """, $$"""{ "source": "pay", "target": "hour" }{{(failed ? """, { "source": "pay", "target": "boom" }""" : "")}}""")}} } ],
          "edges": [ { "source": "first", "target": "inner" } ] }
        """);

    private static string Inside(string nodes, string edges) =>
        $$""" "type": "sub_workflow", "configuration": { "workflowId": "inner", "timeoutMs": 7200000, "nodes": [ {{nodes}} ], "edges": [ {{edges}} ] } """;

    private static async Task PassAsync(WorkflowHost host, TimeSpan time)
    {
        host.Spine.Clock.Advance(time);
        await host.Spine.Get<TimerService>().RunOnceAsync(CancellationToken.None);
    }
}
