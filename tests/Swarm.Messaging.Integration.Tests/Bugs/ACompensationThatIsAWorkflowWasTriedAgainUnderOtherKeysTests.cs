using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// What undoes by a workflow went on in it where it had failed, but under a new key each time: a service that had done it by a try that failed, or was cancelled,
/// did it once more and could not tell.
/// </summary>
public sealed class ACompensationThatIsAWorkflowWasTriedAgainUnderOtherKeysTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task However_deep_inside_it_is_tried_again_under_the_key_of_its_first_try(int depth)
    {
        await using var server = await LedgerServer.StartAsync();
        await using var host = await server.HostAsync(redis.Port);
        var second = Enumerable.Range(0, depth).Aggregate(server.Post("gate/second"), (node, _) => Workflow($$""" { "id": "n", {{node}} } """));
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "order",
              "nodes": [
                { "id": "reserve", {{server.Post("ok/reserve")}}, "compensation": { {{Workflow($$""" { "id": "first", {{server.Post("ok/first")}} }, { "id": "second", {{second}} } """, """ { "source": "first", "target": "second" } """)}} } },
                { "id": "ship", {{server.Post("bad")}} } ],
              "edges": [ { "source": "reserve", "target": "ship" } ]
            }
            """));
        run.Nodes[0].CompensationError.ShouldNotBeNull();

        await AgainAsync();
        await EndAsync(1);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (server.Works, server.Gate) = (true, gate.Task);
        await AgainAsync();
        await Eventually.HoldsAsync(() => Keys("second").Count == 3, "it is being undone once more");
        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = run.ExecutionId }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        (await EndAsync(2)).Nodes[0].CompensationError.ShouldNotBeNull();
        gate.SetResult();
        await AgainAsync();
        await EndAsync(4);

        Keys("first").Count.ShouldBe(2, "it was done, and done for what was reserved anew");
        Keys("second").Take(4).Distinct().ShouldHaveSingleItem();
        Keys("second").Skip(4).ShouldHaveSingleItem().ShouldNotBe(Keys("second")[0]);
        Keys("reserve").ShouldBe([$"{run.ExecutionId}~0", $"{run.ExecutionId}~0~4"]);

        List<string> Keys(string name) => [.. server.Effects.Where(e => e.Name == name).Select(e => e.Key)];
        async Task AgainAsync() => (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId, NodeId = "reserve" }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        Task<WorkflowDetails> EndAsync(int number) => host.WaitForAsync(run.ExecutionId, r => r.Run == number && WorkflowStates.IsEnd(r.State));
    }

    [Fact]
    public async Task What_was_undone_inside_and_is_done_anew_has_a_key_of_its_own()
    {
        await using var server = await LedgerServer.StartAsync();
        await using var host = await server.HostAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "order",
              "nodes": [
                { "id": "reserve", {{server.Post("ok/reserve")}}, "compensation": { {{Workflow(
                    $$""" { "id": "first", {{server.Post("ok/first")}}, "compensation": { {{server.Post("ok/unfirst")}} } }, { "id": "second", {{server.Post("flip/second")}} } """,
                    """ { "source": "first", "target": "second" } """)}} } },
                { "id": "ship", {{server.Post("bad")}} } ],
              "edges": [ { "source": "reserve", "target": "ship" } ]
            }
            """));
        server.Works = true;

        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        (await host.WaitForAsync(run.ExecutionId, r => r.Run == 1 && WorkflowStates.IsEnd(r.State))).Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated);

        var keys = server.Effects.ToLookup(e => e.Name, e => e.Key);
        keys["first"].Distinct().Count().ShouldBe(2);
        keys["second"].Count().ShouldBe(2);
        keys["second"].Distinct().ShouldHaveSingleItem();
    }

    private static string Workflow(string nodes, string edges = "") => $$""" "type": "sub_workflow", "configuration": { "workflowId": "undo", "nodes": [ {{nodes}} ], "edges": [ {{edges}} ] } """;
}
