using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A request that was sent on to <c>ftp://</c> or the like was sent there by HTTP, and the node failed afterwards with the word that only HTTP is asked; where nobody listened it was tried five times.</summary>
public sealed class ARedirectToAnotherSchemeWasAskedByHttpTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private readonly ConcurrentQueue<string> asked = [];
    private WebApplication server = null!;
    private WorkflowHost host = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.Run(async context =>
        {
            var (request, answer) = (context.Request, context.Response);
            using var body = new StreamReader(request.Body);
            asked.Enqueue($"{request.Method} {request.Path} {await body.ReadToEndAsync()}{(request.Headers.Authorization.Count > 0 ? " secret" : "")}");
            if (request.Path == "/end")
                return;
            (answer.StatusCode, answer.Headers.Location) = (int.Parse(request.Query["code"]!), request.Query["to"]);
        });
        await server.StartAsync();
        host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(o => o.AllowedHosts = "127.0.0.1"));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("ftp://HERE/end")]
    [InlineData("gopher://HERE/end")]
    [InlineData("ftp://127.0.0.1:1/end")]
    [InlineData("mailto:a@b.c")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    public async Task It_is_asked_once_and_nothing_is_sent_on(string to)
    {
        var address = new Uri(server.Urls.First()).Authority;
        var node = (await CallAsync(307, to.Replace("HERE", address, StringComparison.Ordinal))).Nodes.ShouldHaveSingleItem();

        (node.ErrorType, node.Attempts).ShouldBe(("bad_redirect", 1));
        node.Error!.ShouldContain("which was not followed: only http:// and https:// are");
        asked.ShouldHaveSingleItem().ShouldStartWith("POST /on");
    }

    [Theory]
    [InlineData(301, "GET /end ")]
    [InlineData(302, "GET /end ")]
    [InlineData(303, "GET /end ")]
    [InlineData(307, "POST /end {\"amount\":5}")]
    [InlineData(308, "POST /end {\"amount\":5}")]
    public async Task What_is_followed_is_asked_as_the_status_says(int code, string second)
    {
        (await CallAsync(code, "/end")).State.ShouldBe(WorkflowStates.Completed);

        asked.ShouldBe(["POST /on {\"amount\":5} secret", $"{second} secret"]);
    }

    private Task<WorkflowDetails> CallAsync(int code, string to) => host.RunAsync(WorkflowHost.Parse($$$"""
        { "workflowId": "pay", "nodes": [ { "id": "pay", "type": "http_request", "configuration": { "method": "POST", "body": { "amount": 5 }, "headers": { "Authorization": "Bearer x" },
          "url": "{{{server.Urls.First()}}}/on?code={{{code}}}&to={{{Uri.EscapeDataString(to)}}}" } } ] }
        """));
}
