using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A node that had failed by itself, and whose further attempts an open breaker refused, said only that the breaker is open.</summary>
public sealed class AnOpenBreakerHidWhyANodeHadFailedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_says_both()
    {
        await using var server = await LedgerServer.StartAsync();
        await using var host = await server.HostAsync(redis.Port, o => o.BreakerFailures = 1);

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "down", "nodes": [ { "id": "n", "type": "http_request", "retry": { "maxAttempts": 3 }, "configuration": { "url": "{{server.Address}}/down", "method": "POST" } } ] }
            """));

        var error = run.Errors.ShouldHaveSingleItem().Error;
        error.ShouldStartWith("Circuit breaker is open");
        error.Split("Before that it failed by itself: ").Length.ShouldBe(2, error);
        error.ShouldContain("503");
        run.Nodes[0].Attempts.ShouldBe(3);
    }
}
