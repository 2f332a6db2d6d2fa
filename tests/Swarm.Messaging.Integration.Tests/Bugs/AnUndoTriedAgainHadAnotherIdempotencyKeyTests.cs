using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A compensation that had failed, perhaps after its effect, was tried again by the next run under another key: a service could not see that it was the same one.</summary>
public sealed class AnUndoTriedAgainHadAnotherIdempotencyKeyTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task What_undoes_the_same_work_has_one_key_and_what_undoes_it_done_anew_another()
    {
        await using var server = await LedgerServer.StartAsync();
        await using var host = await server.HostAsync(redis.Port);

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "order",
              "nodes": [
                { "id": "reserve", {{server.Post("ok/reserve")}}, "compensation": { {{server.Post("flip/release")}} } },
                { "id": "ship", {{server.Post("bad")}} } ],
              "edges": [ { "source": "reserve", "target": "ship" } ]
            }
            """));
        server.Works = true;
        await AgainAsync(1);
        await AgainAsync(2);

        server.Effects.Where(e => e.Name == "release").Select(e => e.Key).ShouldBe([$"{run.ExecutionId}~0~undo", $"{run.ExecutionId}~0~undo", $"{run.ExecutionId}~0~2~undo"]);

        async Task AgainAsync(int number)
        {
            (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
            var ended = await host.WaitForAsync(run.ExecutionId, r => r.Run == number && WorkflowStates.IsEnd(r.State));
            ended.Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated);
        }
    }
}
