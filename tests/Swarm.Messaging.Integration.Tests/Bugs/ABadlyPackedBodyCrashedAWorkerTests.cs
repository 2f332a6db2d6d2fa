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
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A body that said it was packed and was not brought down the worker that read it.</summary>
public sealed class ABadlyPackedBodyCrashedAWorkerTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private WebApplication server = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.MapGet("/{encoding}", (string encoding, HttpContext http) =>
        {
            http.Response.Headers.ContentEncoding = encoding;
            return Results.Bytes("no such thing, but a text"u8.ToArray());
        });
        await server.StartAsync();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task It_is_the_nodes_error_and_names_the_address(string encoding)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port, configure: s => s.Configure<WorkflowOptions>(o => o.AllowedHosts = "127.0.0.1"));
        var url = $"{server.Urls.First()}/{encoding}";

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "w", "nodes": [ { "id": "n", "type": "http_request", "configuration": { "url": "{{url}}" } } ] }
            """));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes[0].Attempts.ShouldBe(1);
        run.Nodes[0].Error.ShouldNotBeNull().ShouldContain(url);
        host.Spine.Get<RunnerCounts>().Of(RunnerEvents.WorkerCrashed).ShouldBe(0);
    }
}
