using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// The time that a host gives to a workflow which names none was part of what was asked: to a host with another default the same submission was another one. It was refused where it came
/// again, and a workflow inside did all of its work again in a rerun, also one that undoes.
/// </summary>
public sealed class ADefaultOfAHostMadeAnotherWorkflowTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_is_the_same_to_every_host()
    {
        await using var ledger = await LedgerServer.StartAsync();
        var prefix = $"f{Guid.NewGuid():N}";
        var workflow = WorkflowHost.Parse($$"""
            { "workflowId": "outer", "executionId": "same", "nodes": [
                { "id": "charge", {{ledger.Post("ok/charge")}}, "compensation": { {{Inside(ledger, "refund", "mail")}} } }, { "id": "s", {{Inside(ledger, "pay", "ship")}} } ],
              "edges": [ { "source": "charge", "target": "s" } ] }
            """);
        await using (var one = await StartAsync(prefix, 5))
            (await one.RunAsync(workflow)).State.ShouldBe(WorkflowStates.Failed);
        ledger.Names.ShouldBe(["charge", "pay", "ship", "refund", "mail"]);

        await using var two = await StartAsync(prefix, 10);
        (await two.SubmitAsync(workflow)).Duplicate.ShouldBeTrue();
        await two.Commands.RerunAsync(new RerunFrom { ExecutionId = "same" }, null, CancellationToken.None);
        var again = await two.WaitForAsync("same", r => r.Run == 1 && WorkflowStates.IsEnd(r.State));

        again.State.ShouldBe(WorkflowStates.Failed);
        ledger.Names.Skip(5).ShouldBe(["ship", "mail"], "each goes on where it failed");
    }

    private Task<WorkflowHost> StartAsync(string prefix, int minutes) => WorkflowHost.StartAsync(redis.Port, prefix, services => services.Configure<WorkflowOptions>(o =>
        (o.AllowedHosts, o.Timeout, o.CompensationTimeout) = ("127.0.0.1", TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(minutes))));

    private static string Inside(LedgerServer ledger, string first, string second) => $$"""
        "type": "sub_workflow", "inputs": {}, "configuration": { "workflowId": "inner", "nodes": [ { "id": "a", {{ledger.Post($"ok/{first}")}} }, { "id": "b", {{ledger.Post($"flip/{second}")}} } ], "edges": [ { "source": "a", "target": "b" } ] }
        """;
}
