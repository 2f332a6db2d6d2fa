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

/// <summary>A compensation that had failed, perhaps after its effect, was tried again by the next run under another key: a service could not see that it was the same one.</summary>
public sealed class AnUndoTriedAgainHadAnotherIdempotencyKeyTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task What_undoes_the_same_work_has_one_key_and_what_undoes_it_done_anew_another()
    {
        var (keys, fails) = (new List<string>(), true);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var server = builder.Build();
        server.MapPost("/reserve", () => Results.Ok());
        server.MapPost("/release", (HttpRequest request) =>
        {
            lock (keys)
                keys.Add(request.Headers["Idempotency-Key"].ToString());
            return Results.StatusCode(fails ? 500 : 200);
        });
        server.MapPost("/ship", () => Results.StatusCode(500));
        await server.StartAsync();
        var at = server.Urls.Single();
        await using var host = await WorkflowHost.StartAsync(redis.Port, configure: s => s.Configure<WorkflowOptions>(o => o.AllowedHosts = "127.0.0.1"));

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "order",
              "nodes": [
                { "id": "reserve", {{Post("reserve")}}, "compensation": { {{Post("release")}}, "retry": { "maxAttempts": 1 } } },
                { "id": "ship", {{Post("ship")}}, "retry": { "maxAttempts": 1 } } ],
              "edges": [ { "source": "reserve", "target": "ship" } ]
            }
            """));
        fails = false;
        await AgainAsync(1);
        await AgainAsync(2);

        keys.ShouldBe([$"{run.ExecutionId}~0~undo", $"{run.ExecutionId}~0~undo", $"{run.ExecutionId}~0~2~undo"]);

        async Task AgainAsync(int number)
        {
            (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
            var ended = await host.WaitForAsync(run.ExecutionId, r => r.Run == number && WorkflowStates.IsEnd(r.State));
            ended.Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated);
        }

        string Post(string path) => $$""" "type": "http_request", "configuration": { "url": "{{at}}/{{path}}", "method": "POST" } """;
    }
}
