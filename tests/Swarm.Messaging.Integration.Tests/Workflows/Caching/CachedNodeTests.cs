using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Integration.Tests.Workflows.Caching;

/// <summary>Runs whose nodes are answered from the cache, and a server that counts what reaches it.</summary>
public sealed class CachedNodeTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private readonly LogLines log = new();
    private readonly TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication server = null!;
    private int calls;
    private int slowCalls;
    private int badCalls;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.MapGet("/price", (int n) => Results.Json(new { n, call = Interlocked.Increment(ref calls) }));
        server.MapGet("/slow", async () =>
        {
            var call = Interlocked.Increment(ref slowCalls);
            await go.Task;
            return Results.Json(new { call });
        });
        server.MapGet("/bad", () =>
        {
            Interlocked.Increment(ref badCalls);
            return Results.NotFound();
        });
        await server.StartAsync();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task The_same_run_again_does_not_call_the_server_and_says_so()
    {
        await using var host = await StartAsync();

        var first = await host.RunAsync(Priced(7));
        var second = await host.RunAsync(Priced(7));
        var other = await host.RunAsync(Priced(8));

        (first.State, second.State).ShouldBe((WorkflowStates.Completed, WorkflowStates.Completed), second.Reason);
        calls.ShouldBe(2, "one for each input");
        first.Nodes.ShouldAllBe(n => !n.Cached && n.TaskId != null);
        second.Nodes.ShouldAllBe(n => n.Cached && n.TaskId == null && n.State == WorkflowNodeStates.Succeeded);
        second.Results["sum"].Cached.ShouldBeTrue();
        second.Results["sum"].Data!.Value.GetRawText().ShouldBe(first.Results["sum"].Data!.Value.GetRawText());
        other.Nodes.ShouldAllBe(n => !n.Cached);
        log.Text.ShouldContain($"The node fetch of {second.ExecutionId} does not run: its result is in the cache");
    }

    [Fact]
    public async Task What_one_host_made_answers_on_another()
    {
        var prefix = $"f{Guid.NewGuid():N}";
        await using (var one = await StartAsync(prefix))
            await one.RunAsync(Priced(7));
        await using var other = await StartAsync(prefix);

        var run = await other.RunAsync(Priced(7));

        run.Nodes.ShouldAllBe(n => n.Cached);
        calls.ShouldBe(1);
        (await other.Spine.Get<ResultCache>().FiguresAsync(CancellationToken.None)).SharedHits.ShouldBe(2);
    }

    [Fact]
    public async Task Equal_nodes_that_run_together_make_one_call()
    {
        await using var host = await StartAsync();
        var nodes = Enumerable.Range(0, 20).Select(i => $$"""{ "id": "n{{i}}", "type": "http_request", "configuration": { "url": "{{Url}}/slow" }, "cache": {} }""");
        var workflow = Workflow(string.Join(", ", nodes), "");

        var one = (await host.SubmitAsync(workflow)).ExecutionId;
        var two = (await host.SubmitAsync(workflow)).ExecutionId;
        await Eventually.HoldsAsync(() => host.Spine.Get<CacheWaits>().Count == 39, "all but one wait");
        var under = new[] { await SeenAsync(host, one), await SeenAsync(host, two) }.SelectMany(r => r.Nodes).ToList();
        var runner = under.Where(n => n.TaskId is not null).ShouldHaveSingleItem();
        under.Where(n => n != runner).ShouldAllBe(n => n.WaitsFor == runner.TaskId);
        go.SetResult();
        WorkflowDetails[] runs = [await host.EndAsync(one), await host.EndAsync(two)];

        slowCalls.ShouldBe(1);
        runs.ShouldAllBe(r => r.State == WorkflowStates.Completed);
        runs.Sum(r => r.Nodes.Count(n => n.Cached)).ShouldBe(39);
        runs.SelectMany(r => r.Nodes).ShouldAllBe(n => n.WaitsFor == null);
        host.Spine.Get<CacheWaits>().Count.ShouldBe(0);
    }

    private static async Task<WorkflowDetails> SeenAsync(WorkflowHost host, string executionId) =>
        (await host.Spine.Get<WorkflowQueries>().GetAsync(executionId, includeResults: false, CancellationToken.None))!;

    [Fact]
    public async Task A_failure_is_not_kept_and_whoever_waited_tries_itself()
    {
        await using var host = await StartAsync();
        var workflow = Workflow($$"""
            { "id": "a", "type": "http_request", "configuration": { "url": "{{Url}}/bad" }, "cache": {} },
            { "id": "b", "type": "http_request", "configuration": { "url": "{{Url}}/bad" }, "cache": {} }
            """, "") with
        { Policy = "continue" };

        var first = await host.RunAsync(workflow);
        var second = await host.RunAsync(workflow);

        (first.State, second.State).ShouldBe((WorkflowStates.Failed, WorkflowStates.Failed));
        first.Nodes.Concat(second.Nodes).ShouldAllBe(n => n.State == WorkflowNodeStates.Failed && !n.Cached);
        badCalls.ShouldBe(4);
    }

    [Fact]
    public async Task A_run_that_wants_none_and_one_that_is_run_again_execute()
    {
        await using var host = await StartAsync();
        await host.RunAsync(Priced(7));

        var without = await host.RunAsync(Priced(7) with { Cache = false });
        var cached = await host.RunAsync(Priced(7));
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = cached.ExecutionId, NodeId = "fetch" }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        var again = await host.WaitForAsync(cached.ExecutionId, run => run.Run == 1 && WorkflowStates.IsEnd(run.State));
        var last = await host.RunAsync(Priced(7));

        without.Nodes.ShouldAllBe(n => !n.Cached);
        cached.Nodes.ShouldAllBe(n => n.Cached);
        again.Nodes.ShouldAllBe(n => !n.Cached);
        calls.ShouldBe(3);
        last.Results["fetch"].Data!.Value.GetProperty("body").GetProperty("call").GetInt32().ShouldBe(3, "what the repeated run returned is kept since");
    }

    [Fact]
    public async Task A_run_is_cancelled_while_its_node_waits_for_an_equal_one()
    {
        await using var host = await StartAsync();
        var workflow = Workflow($$"""{ "id": "a", "type": "http_request", "configuration": { "url": "{{Url}}/slow" }, "cache": {} }""", "");
        var first = (await host.SubmitAsync(workflow)).ExecutionId;
        await Eventually.HoldsAsync(() => slowCalls == 1, "the first runs");
        var second = (await host.SubmitAsync(workflow)).ExecutionId;
        await Eventually.HoldsAsync(() => host.Spine.Get<CacheWaits>().Count == 1, "the second waits");

        await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = second }, null, CancellationToken.None);
        (await host.EndAsync(second)).State.ShouldBe(WorkflowStates.Cancelled);
        go.SetResult();

        (await host.EndAsync(first)).State.ShouldBe(WorkflowStates.Completed);
        slowCalls.ShouldBe(1);
    }

    private string Url => server.Urls.First();

    private Task<WorkflowHost> StartAsync(string? prefix = null) => WorkflowHost.StartAsync(redis.Port, prefix, services =>
    {
        services.Configure<WorkflowOptions>(o => o.AllowedHosts = "127.0.0.1");
        services.AddLogging(logging => logging.AddProvider(log));
    });

    private SubmitWorkflow Priced(int n) => Workflow(
        $$"""
        { "id": "fetch", "type": "http_request", "configuration": { "url": "{{Url}}/price?n={{n}}" }, "cache": { "ttlMs": 600000 } },
        { "id": "sum", "type": "data_transformation", "configuration": { "expression": "results.fetch.body.n" }, "cache": {} }
        """,
        """{ "source": "fetch", "target": "sum" }""") with
    { Input = JsonElement.Parse($"{n}") };

    private static SubmitWorkflow Workflow(string nodes, string edges) =>
        WorkflowHost.Parse($$"""{ "workflowId": "cached", "nodes": [ {{nodes}} ], "edges": [ {{edges}} ] }""");
}
