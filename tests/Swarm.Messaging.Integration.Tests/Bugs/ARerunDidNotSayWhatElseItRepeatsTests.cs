using Swarm.Messaging.Cli;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A rerun from a node runs what has not succeeded elsewhere, too, and all that comes after that; its answer said nothing of it.</summary>
[Collection(CliCollection.Name)]
public sealed class ARerunDidNotSayWhatElseItRepeatsTests(StoreRedis redis, CliHost cli) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task So_does_the_command_line()
    {
        const string Fails = """ "type": "task", "configuration": { "kind": "basic", "operation": "fail", "payload": { "untilAttempt": 9 } }, "retry": { "maxAttempts": 1 } """;
        var file = cli.Write("again.json", System.Text.Encoding.UTF8.GetBytes($$"""
            { "workflowId": "again", "executionId": "again-1", "policy": "continue", "nodes": [
                { "id": "a", "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": 1 } }, { "id": "bad", {{Fails}} } ] }
            """));
        await cli.RunAsync("workflow", "run", file);

        var told = (await cli.RunAsync("workflow", "rerun", "again-1", "--from", "a")).ShouldEnd(ExitCodes.Ok).Out;

        told.ShouldContain("Run again: a, bad.");
        told.ShouldContain("Not after the named node, and again all the same:");
        told.ShouldContain("  bad: It failed.");
    }

    [Fact]
    public async Task The_answer_names_what_runs_again_and_why()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "w", "policy": "continue", "nodes": [
                { "id": "a", {{ledger.Post("ok/a")}} }, { "id": "b", {{ledger.Post("ok/b")}} },
                { "id": "bad", {{ledger.Post("flip/bad")}} }, { "id": "after", {{ledger.Post("ok/after")}} }, { "id": "kept", {{ledger.Post("ok/kept")}} } ],
              "edges": [ { "source": "a", "target": "b" }, { "source": "bad", "target": "after" } ] }
            """));
        run.Nodes[2].State.ShouldBe(WorkflowNodeStates.Failed);
        ledger.Works = true;

        var answer = (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId, NodeId = "a" }, "once", CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();

        answer.Again.ShouldBe(["a", "b", "bad", "after"]);
        answer.AgainCount.ShouldBe(4);
        answer.AgainBesides.ShouldNotBeNull().Select(n => (n.NodeId, n.State, n.Why)).ShouldBe(
            [("bad", WorkflowNodeStates.Failed, "It failed."), ("after", WorkflowNodeStates.NotReached, "It was not reached.")]);
        (await host.WaitForAsync(run.ExecutionId, r => r.Run == 1 && WorkflowStates.IsEnd(r.State))).State.ShouldBe(WorkflowStates.Completed);
        ledger.Names.Count(n => n == "kept").ShouldBe(1);
        var twice = (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId, NodeId = "a" }, "once", CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        (twice.Changed, twice.Again).ShouldBe((false, null));
        var all = (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId, NodeId = "kept" }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        (all.Again!.ShouldHaveSingleItem(), all.AgainBesides!.Count).ShouldBe(("kept", 0));
    }
}
