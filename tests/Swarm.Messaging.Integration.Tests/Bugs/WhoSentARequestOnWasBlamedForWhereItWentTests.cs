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
using Swarm.Messaging.Workflows.Breakers;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What failed at the target of a redirect opened the circuit breaker of the healthy server that had sent the request on, and never that of the one that fails.</summary>
public sealed class WhoSentARequestOnWasBlamedForWhereItWentTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private WebApplication well = null!;
    private WebApplication ill = null!;
    private WorkflowHost host = null!;
    private volatile int status = 503;
    private Task gate = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        ill = await ServerAsync(app => app.MapGet("/", async () =>
        {
            await gate;
            return Results.StatusCode(status);
        }));
        well = await ServerAsync(app =>
        {
            app.MapGet("/", () => Results.Ok());
            app.MapGet("/on", () => Results.Redirect(ill.Urls.First()));
        });
        host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(
            o => (o.AllowedHosts, o.BreakerFailures) = ("127.0.0.1", 2)));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await well.DisposeAsync();
        await ill.DisposeAsync();
    }

    [Fact]
    public async Task Failures_count_for_the_server_that_failed()
    {
        for (var i = 0; i < 3; i++)
            (await CallAsync(well, "/on")).State.ShouldBe(WorkflowStates.Failed);

        (await BreakersAsync()).ShouldBe([(Key(ill), "open")]);
        (await RejectedAsync()).ShouldBe(0, "all three were made");
        (await CallAsync(well, "/")).State.ShouldBe(WorkflowStates.Completed);
        (await CallAsync(ill, "/")).Nodes[0].ErrorType.ShouldBe(NodeBreakers.OpenError);
        (await RejectedAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task So_do_successes()
    {
        foreach (var (answer, end) in new[] { (503, WorkflowStates.Failed), (200, WorkflowStates.Completed), (503, WorkflowStates.Failed) })
        {
            status = answer;
            (await CallAsync(well, "/on")).State.ShouldBe(end);
        }

        (await BreakersAsync()).ShouldBe([(Key(ill), "closed")]);
    }

    [Fact]
    public async Task And_no_answer_in_time()
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate = never.Task;
        // A call that a busy machine begins late has not had its time, and counts for nobody.
        for (var i = 0; i < 20 && !(await BreakersAsync()).Contains((Key(ill), "open")); i++)
            (await CallAsync(well, "/on", """ "timeoutMs": 1000, """)).State.ShouldBe(WorkflowStates.Failed);
        never.SetResult();

        (await BreakersAsync()).ShouldBe([(Key(ill), "open")]);
    }

    private static string Key(WebApplication server) => $"http_request:127.0.0.1:{new Uri(server.Urls.First()).Port}";

    private static async Task<WebApplication> ServerAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }

    private Task<WorkflowDetails> CallAsync(WebApplication server, string path, string more = "") => host.RunAsync(WorkflowHost.Parse($$"""
        { "workflowId": "call", "nodes": [ { "id": "call", {{more}} "type": "http_request", "retry": { "maxAttempts": 1 }, "configuration": { "url": "{{server.Urls.First()}}{{path}}" } } ] }
        """));

    /// <summary>Those that have counted something; one that is closed and has no failures says nothing.</summary>
    private async Task<(string Key, string State)[]> BreakersAsync() =>
        [.. (await host.Spine.Get<NodeBreakers>().ListAsync(100, CancellationToken.None)).Where(b => b.State != "closed" || b.Failures > 0).Select(b => (b.Key, b.State))];

    private async Task<long> RejectedAsync() => (await host.Spine.Get<NodeBreakers>().ListAsync(100, CancellationToken.None)).Single(b => b.Key == Key(ill)).Rejected;
}
