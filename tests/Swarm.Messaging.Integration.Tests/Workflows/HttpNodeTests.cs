using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>Requests of nodes, to a real server on loopback.</summary>
public sealed class HttpNodeTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private readonly HashSet<string> connections = [];
    private readonly List<string> keys = [];
    private WebApplication server = null!;
    private int flaky;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.Use((http, next) =>
        {
            lock (connections)
                connections.Add(http.Connection.Id);
            return next();
        });
        server.MapGet("/orders", () => Results.Json(new { orders = new[] { new { price = 2 }, new { price = 3 } } }));
        server.MapPost("/echo", async http =>
        {
            lock (connections)
                keys.Add(http.Request.Headers["Idempotency-Key"].ToString());
            await http.Response.WriteAsJsonAsync(await http.Request.ReadFromJsonAsync<JsonElement>());
        });
        server.MapPost("/hook", async http =>
        {
            var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
            var said = http.Request.Headers["X-Swarm-Signature"].ToString();
            var signed = HMACSHA256.HashData("hush"u8, Encoding.UTF8.GetBytes($"{http.Request.Headers["X-Swarm-Timestamp"]}.{body}"));
            http.Response.StatusCode = said == $"sha256={Convert.ToHexStringLower(signed)}" ? 202 : 401;
        });
        server.MapPost("/v1/chat/completions", async http =>
        {
            var asked = await http.Request.ReadFromJsonAsync<JsonElement>();
            var said = $"{http.Request.Headers.Authorization} {asked.GetProperty("model")}: {asked.GetProperty("messages")[1].GetProperty("content")}";
            await http.Response.WriteAsJsonAsync(new { model = "m1", choices = new[] { new { message = new { content = said } } }, usage = new { total_tokens = 9 } });
        });
        server.MapGet("/flaky", () => Interlocked.Increment(ref flaky) < 3 ? Results.StatusCode(503) : Results.Text("at last"));
        server.MapGet("/gone", () => Results.NotFound());
        server.MapGet("/turn/{n:int}", (int n) => Results.Redirect(n == 0 ? "/orders" : $"/turn/{n - 1}"));
        server.MapGet("/nowhere", () => Results.StatusCode(302));
        server.MapGet("/other", () => Results.Redirect($"gopher://{new Uri(Url).Authority}/orders"));
        await server.StartAsync();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Answers_flow_on_and_connections_are_shared()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(Workflow($$$"""
            { "id": "fetch", "type": "http_request", "configuration": { "url": "{{{Url}}}/orders" } },
            { "id": "sum", "type": "data_transformation", "configuration": { "expression": "sum(results.fetch.body.orders[*].price)" } },
            { "id": "send", "type": "http_request", "configuration": { "url": "{{{Url}}}/echo", "method": "POST", "body": { "total": { "$from": "results.sum" } } } }
            """, """{ "source": "fetch", "target": "sum" }, { "source": "sum", "target": "send" }"""));

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Results["send"].Data!.Value.GetProperty("body").GetRawText().ShouldBe("""{"total":5}""");
        run.Results["fetch"].Data!.Value.GetProperty("status").GetInt32().ShouldBe(200);
        keys.ShouldHaveSingleItem().ShouldBe($"{run.ExecutionId}~2");
        connections.Count.ShouldBe(1, "one connection served both requests");
    }

    [Fact]
    public async Task A_passing_failure_is_tried_again_and_a_lasting_one_is_not()
    {
        await using var host = await StartAsync();
        var id = (await host.SubmitAsync(Workflow($$"""
            { "id": "flaky", "type": "http_request", "configuration": { "url": "{{Url}}/flaky" } },
            { "id": "gone", "type": "http_request", "configuration": { "url": "{{Url}}/gone" } },
            { "id": "any", "type": "http_request", "configuration": { "url": "{{Url}}/gone", "anyStatus": true } }
            """, "") with { Policy = "continue" })).ExecutionId;

        await host.Spine.HurryToEndAsync($"{id}~0");
        var run = await host.EndAsync(id);

        run.Nodes.Select(n => (n.State, n.Attempts)).ShouldBe([
            (WorkflowNodeStates.Succeeded, 3), (WorkflowNodeStates.Failed, 1), (WorkflowNodeStates.Succeeded, 1),
        ]);
        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("404");
        run.Results["any"].Data!.Value.GetProperty("status").GetInt32().ShouldBe(404);
    }

    [Theory]
    [InlineData(3, WorkflowStates.Completed)]
    [InlineData(5, WorkflowStates.Failed)]
    public async Task Five_redirects_are_followed_and_no_more(int turns, string state)
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(Workflow($$"""{ "id": "turn", "type": "http_request", "configuration": { "url": "{{Url}}/turn/{{turns}}" } }""", ""));

        run.State.ShouldBe(state, run.Reason);
        if (state == WorkflowStates.Failed)
            run.Errors.ShouldHaveSingleItem().Error.ShouldContain($"302 Found to {Url}/orders, which was not followed: it was sent on 5 times already");
    }

    [Fact]
    public async Task A_redirect_to_nowhere_is_told_as_such()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(Workflow($$"""{ "id": "on", "type": "http_request", "configuration": { "url": "{{Url}}/nowhere" } }""", ""));

        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("302 Found without a Location to follow");
    }

    [Fact]
    public async Task A_redirect_to_what_is_not_http_fails_the_node()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(Workflow($$"""{ "id": "on", "type": "http_request", "configuration": { "url": "{{Url}}/other" } }""", ""));

        run.Errors.ShouldHaveSingleItem().ErrorType.ShouldBe("bad_redirect");
    }

    [Fact]
    public async Task An_internal_host_is_not_reached_unless_it_is_on_the_list()
    {
        await using var host = await StartAsync(allowed: "");

        var run = await host.RunAsync(Workflow($$"""{ "id": "a", "type": "http_request", "configuration": { "url": "{{Url}}/orders" } }""", ""));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("AllowedHosts");
        connections.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_webhook_is_signed()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(Workflow($$"""{ "id": "tell", "type": "webhook", "configuration": { "url": "{{Url}}/hook", "body": { "paid": true } } }""", ""));

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Results["tell"].Data!.Value.GetProperty("status").GetInt32().ShouldBe(202);
    }

    [Fact]
    public async Task A_model_is_asked_with_the_hosts_key()
    {
        await using var host = await StartAsync(allowed: "", asksModel: true);

        var run = await host.RunAsync(Workflow(
            """{ "id": "ask", "type": "ai_processing", "configuration": { "system": "Be brief.", "prompt": { "$from": "input.question" } } }""", "")
            with
        { Input = JsonElement.Parse("""{"question":"Why?"}""") });

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Results["ask"].Data!.Value.GetRawText().ShouldBe("""{"text":"Bearer k7 m1: Why?","model":"m1","usage":{"total_tokens":9}}""");
    }

    private string Url => server.Urls.First();

    private Task<WorkflowHost> StartAsync(string allowed = "127.0.0.1", bool asksModel = false) => WorkflowHost.StartAsync(
        redis.Port, configure: services => services.Configure<WorkflowOptions>(o =>
            (o.AllowedHosts, o.WebhookSecret, o.AiUrl, o.AiKey, o.AiModel) = (allowed, "hush", asksModel ? new Uri($"{Url}/v1") : null, "k7", "m1")));

    private static SubmitWorkflow Workflow(string nodes, string edges) =>
        WorkflowHost.Parse($$"""{ "workflowId": "http", "nodes": [ {{nodes}} ], "edges": [ {{edges}} ] }""");
}
