using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A workflow inside began anew whenever its run was run again: what it had done and not undone was done a second time, and nothing said so any more; one that
/// undid was repeated under other keys.
/// </summary>
public sealed class AWorkflowInsideWasForgottenWhenItsRunWasRunAgainTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task What_it_could_not_undo_it_undoes_then_and_does_not_do_again()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [ { "id": "s", {{Inside($$"""
                { "id": "pay", {{ledger.Post("ok/pay")}}, "compensation": { {{ledger.Post("flip/undo")}} } }, { "id": "boom", {{ledger.Post("bad")}} }
                """, """{ "source": "pay", "target": "boom" }""")}} } ] }
            """));
        var inner = WorkflowIds.SubWorkflow(new NodeOrigin(run.ExecutionId, 0, 0));
        (run.State, run.Nodes[0].Error!.Contains("Not undone", StringComparison.Ordinal)).ShouldBe((WorkflowStates.Failed, true), run.Nodes[0].Error);
        ledger.Works = true;

        var again = await AgainAsync(host, run.ExecutionId, 1);

        ledger.Effects.ShouldBe([("pay", $"{inner}~0"), ("undo", $"{inner}~0~undo"), ("undo", $"{inner}~0~undo")]);
        again.Nodes[0].Error.ShouldNotBeNull().ShouldNotContain("Not undone");
        var end = await host.EndAsync(inner);
        (end.Run, end.Nodes[0].State, end.ParentExecutionId).ShouldBe((1, WorkflowNodeStates.Compensated, run.ExecutionId));

        await AgainAsync(host, run.ExecutionId, 2);

        ledger.Effects.Skip(3).ShouldBe([("pay", $"{inner}~0~2"), ("undo", $"{inner}~0~2~undo")], "what is undone is done anew");
    }

    [Fact]
    public async Task One_that_undoes_goes_on_where_it_failed()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [
                { "id": "a", {{ledger.Post("ok/charge")}}, "compensation": { {{Inside($$"""
                    { "id": "refund", {{ledger.Post("ok/refund")}} }, { "id": "mail", {{ledger.Post("flip/mail")}} }
                    """, """{ "source": "refund", "target": "mail" }""")}} } },
                { "id": "b", {{ledger.Post("bad")}} } ],
              "edges": [ { "source": "a", "target": "b" } ] }
            """));
        run.Nodes[0].CompensationError.ShouldNotBeNull();
        ledger.Works = true;

        (await AgainAsync(host, run.ExecutionId, 1)).Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated);

        ledger.Names.ShouldBe(["charge", "refund", "mail", "mail"]);
    }

    [Fact]
    public async Task With_another_input_it_is_another_run()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [
                { "id": "a", {{ledger.Post("count")}}, "compensation": { {{ledger.Post("ok/uncount")}} } },
                { "id": "s", {{Inside($$"""
                    { "id": "pay", {{ledger.Post("ok/pay")}} }, { "id": "boom", {{ledger.Post("flip/boom")}} }
                    """, """{ "source": "pay", "target": "boom" }""")}} } ],
              "edges": [ { "source": "a", "target": "s" } ] }
            """));
        ledger.Works = true;

        (await AgainAsync(host, run.ExecutionId, 1)).State.ShouldBe(WorkflowStates.Completed);

        ledger.Names.ShouldBe(["pay", "boom", "uncount", "pay", "boom"]);
    }

    [Fact]
    public async Task Nobody_runs_it_again_alone()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse($$"""{ "workflowId": "outer", "nodes": [ { "id": "s", {{Inside($$"""{ "id": "x", {{ledger.Post("ok/x")}} }""", "")}} } ] }"""));
        var inner = WorkflowIds.SubWorkflow(new NodeOrigin(run.ExecutionId, 0, 0));

        var answer = await host.Commands.RerunAsync(new RerunFrom { ExecutionId = inner, NodeId = "x" }, null, CancellationToken.None);

        answer.ShouldBeOfType<CommandRejected>().Message.ShouldContain($"Run {run.ExecutionId} again");
        (await host.EndAsync(inner)).Run.ShouldBe(0);
        ledger.Names.ShouldBe(["x"]);
    }

    private static async Task<WorkflowDetails> AgainAsync(WorkflowHost host, string id, int number)
    {
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        return await host.WaitForAsync(id, r => r.Run == number && WorkflowStates.IsEnd(r.State));
    }

    private static string Inside(string nodes, string edges) => $$""" "type": "sub_workflow", "configuration": { "workflowId": "inner", "nodes": [ {{nodes}} ], "edges": [ {{edges}} ] } """;
}
