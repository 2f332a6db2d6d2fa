using Swarm.Messaging.Cli;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A compensation was cut off after the server had it; the rerun kept its node as done, and neither its answer nor the completed run said that it may be undone. A node whose
/// compensation had not been tried failed to be undone for no reason.
/// </summary>
[Collection(CliCollection.Name)]
public sealed class ACompensationThatWasCutOffLeftNoTraceTests(StoreRedis redis, CliHost cli) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task What_is_kept_and_may_be_undone_is_warned_of()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        ledger.Refuse("c");
        var held = ledger.Hold("undo-b");
        var id = (await host.SubmitAsync(WorkflowHost.Parse($$"""
            { "workflowId": "order", "nodes": [
                { "id": "a", {{ledger.Post("may/a")}}, "compensation": { {{ledger.Post("may/undo-a")}} } },
                { "id": "b", {{ledger.Post("may/b")}}, "compensation": { {{ledger.Post("may/undo-b")}} } },
                { "id": "c", {{ledger.Post("may/c")}} } ],
              "edges": [ { "source": "a", "target": "b" }, { "source": "b", "target": "c" } ] }
            """))).ExecutionId;
        await Eventually.HoldsAsync(() => ledger.Names.Contains("undo-b"), "it is being undone");
        await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id, Reason = "enough" }, null, CancellationToken.None);
        var run = await host.EndAsync(id);
        held.SetResult();
        ledger.Held.Clear();

        run.Nodes[0].CompensationError.ShouldBe("not tried: the run was cancelled before");
        run.Nodes[1].CompensationError.ShouldNotBeNull().ShouldStartWith("cut off, and done or not: ");
        run.Warnings.ShouldBeEmpty();
        ledger.Refuse();

        var answer = await AgainAsync(host, id, null);

        answer.Again.ShouldBe(["c"]);
        answer.Warnings.ShouldNotBeNull().ShouldHaveSingleItem().ShouldStartWith("b is kept as done, but its compensation was tried before and may have undone it: cut off");
        var end = await EndAsync(host, id, 1);
        end.State.ShouldBe(WorkflowStates.Completed, end.Reason);
        end.Warnings.ShouldBe(answer.Warnings);
        end.Nodes.Select(n => n.CompensationError is not null).ShouldBe([false, true, false]);
        end.Errors.ShouldBeEmpty();

        (await AgainAsync(host, id, "b")).Warnings.ShouldBeNull();

        (await EndAsync(host, id, 3)).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(WorkflowStates.Completed), r => r.Warnings.ShouldBeEmpty(), r => r.Nodes.ShouldAllBe(n => n.CompensationError == null));
        ledger.Names.ShouldBe(["a", "b", "c", "undo-b", "c", "undo-b", "b", "c"]);
        ledger.Effects.Where(e => e.Name == "undo-b").ShouldAllBe(e => e.Key == $"{id}~1~undo");
    }

    [Fact]
    public async Task The_command_line_says_so()
    {
        const string Fails = """ "type": "task", "configuration": { "kind": "basic", "operation": "fail", "payload": { "untilAttempt": 9 } }, "retry": { "maxAttempts": 1 } """;
        var file = cli.Write("kept.json", System.Text.Encoding.UTF8.GetBytes($$"""
            { "workflowId": "kept", "executionId": "kept-1", "nodes": [
                { "id": "a", "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": 1 }, "compensation": { {{Fails}} } }, { "id": "bad", {{Fails}} } ],
              "edges": [ { "source": "a", "target": "bad" } ] }
            """));
        await cli.RunAsync("workflow", "run", file);

        (await cli.RunAsync("workflow", "rerun", "kept-1")).ShouldEnd(ExitCodes.Ok).Error.ShouldContain("warning: a is kept as done");
    }

    private static async Task<WorkflowChanged> AgainAsync(WorkflowHost host, string id, string? from) =>
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id, NodeId = from }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();

    private static Task<WorkflowDetails> EndAsync(WorkflowHost host, string id, int number) => host.WaitForAsync(id, r => r.Run == number && WorkflowStates.IsEnd(r.State));
}
