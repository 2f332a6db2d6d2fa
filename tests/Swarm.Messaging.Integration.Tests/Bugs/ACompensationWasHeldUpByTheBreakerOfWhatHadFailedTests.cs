using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The failures that ended a run opened the breaker of its destination, and every compensation there was refused by it: nothing was undone.</summary>
public sealed class ACompensationWasHeldUpByTheBreakerOfWhatHadFailedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_undoes_goes_past_it(bool inside)
    {
        var undone = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var server = builder.Build();
        server.MapPost("/reserve", () => Results.Ok());
        server.MapPost("/release", () => Results.Ok(Interlocked.Increment(ref undone)));
        server.MapPost("/ship", () => Results.StatusCode(503));
        await server.StartAsync();
        var at = server.Urls.Single();
        await using var host = await WorkflowHost.StartAsync(
            redis.Port, configure: s => s.Configure<WorkflowOptions>(o => (o.AllowedHosts, o.BreakerFailures) = ("127.0.0.1", 1)));

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "order",
              "nodes": [
                { "id": "reserve", {{Post("reserve")}}, "compensation": { {{(inside ? Inside(Inside(Post("release"))) : Post("release"))}} } },
                { "id": "ship", {{Post("ship")}}, "retry": { "maxAttempts": 1 } },
                { "id": "after", {{Post("reserve")}}, "retry": { "maxAttempts": 1 } } ],
              "edges": [ { "source": "reserve", "target": "ship" }, { "source": "ship", "target": "after" } ]
            }
            """));

        (run.State, run.Nodes[0].State, undone).ShouldBe((WorkflowStates.Failed, WorkflowNodeStates.Compensated, 1));
        var next = await host.RunAsync(WorkflowHost.Parse($$"""{ "workflowId": "next", "nodes": [ { "id": "n", {{Post("reserve")}}, "retry": { "maxAttempts": 1 } } ] }"""));
        next.Reason.ShouldNotBeNull().ShouldContain("Circuit breaker is open", customMessage: "for everybody else it is");

        string Inside(string node) => $$""" "type": "sub_workflow", "configuration": { "workflowId": "undo", "nodes": [ { "id": "n", {{node}} } ], "edges": [] } """;

        string Post(string path) => $$""" "type": "http_request", "configuration": { "url": "{{at}}/{{path}}", "method": "POST" } """;
    }
}
