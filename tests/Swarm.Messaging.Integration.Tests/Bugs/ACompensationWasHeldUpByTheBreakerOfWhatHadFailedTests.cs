using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The failures that ended a run opened the breaker of its destination, and every compensation there was refused by it: nothing was undone.</summary>
public sealed class ACompensationWasHeldUpByTheBreakerOfWhatHadFailedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_undoes_goes_past_it(bool inside)
    {
        await using var server = await LedgerServer.StartAsync();
        await using var host = await server.HostAsync(redis.Port, o => o.BreakerFailures = 1);

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "order",
              "nodes": [
                { "id": "reserve", {{server.Post("ok/reserve")}}, "compensation": { {{(inside ? Inside(Inside(server.Post("ok/release"))) : server.Post("ok/release"))}} } },
                { "id": "ship", {{server.Post("down")}} },
                { "id": "after", {{server.Post("ok/reserve")}} } ],
              "edges": [ { "source": "reserve", "target": "ship" }, { "source": "ship", "target": "after" } ]
            }
            """));

        (run.State, run.Nodes[0].State, server.Names.Count(n => n == "release")).ShouldBe((WorkflowStates.Failed, WorkflowNodeStates.Compensated, 1));
        var next = await host.RunAsync(WorkflowHost.Parse($$"""{ "workflowId": "next", "nodes": [ { "id": "n", {{server.Post("ok/reserve")}} } ] }"""));
        next.Reason.ShouldNotBeNull().ShouldContain("Circuit breaker is open", customMessage: "for everybody else it is");

        string Inside(string node) => $$""" "type": "sub_workflow", "configuration": { "workflowId": "undo", "nodes": [ { "id": "n", {{node}} } ], "edges": [] } """;
    }
}
