using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Cli.Fleet;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Durability;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>kill -9 of the <c>swarm up</c> that makes a result for others, or that tries whether a destination is well again: another on the same Redis and broker goes on.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class KilledHolderTests(RabbitMqFixture rabbit) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private WebApplication server = null!;
    private HostFleet fleet = null!;
    private volatile TaskCompletionSource? held;
    private volatile int status = 200;
    private int calls;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync();
        fleet = await HostFleet.StartAsync(
            new()
            {
                Program = ["dotnet", "exec", Checkout.Program], Broker = rabbit.Server.Address(),
                Settings = [.. Counts.Leases, "Workflows:AllowedHosts=127.0.0.1", "Workflows:BreakerFailures=1", "Workflows:BreakerRest=00:00:01", "Workflows:BreakerProbes=1", "Workflows:BreakerSuccesses=1"],
            }, 2, default);
    }

    public async Task DisposeAsync()
    {
        await fleet.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Who_waits_for_its_result_makes_it_and_both_have_it()
    {
        var begun = held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SubmitAsync(fleet.Hosts[0], "first", """, "cache": {}""");
        await begun.Task.WaitAsync(Patience);
        var (dead, alive) = await HolderAsync("first");
        await SubmitAsync(alive, "second", """, "cache": {}""");
        await Eventually.HoldsAsync(async () => (await StateAsync(alive, "second")) == WorkflowStates.Running, "the second waits for the first", Patience);

        held = null;
        await dead.KillAsync();

        foreach (var id in new[] { "first", "second" })
            await Eventually.HoldsAsync(async () => await StateAsync(alive, id) == WorkflowStates.Completed, $"{id} completes", Patience);
        calls.ShouldBe(2, "the one that was cut off, and one for both");
    }

    [Fact]
    public async Task The_place_of_its_probe_is_anothers_and_the_breaker_closes()
    {
        status = 503;
        await SubmitAsync(fleet.Hosts[0], "fails", """, "retry": { "preset": "none" }""");
        await Eventually.HoldsAsync(async () => await StateAsync(fleet.Hosts[0], "fails") == WorkflowStates.Failed, "the breaker opens", Patience);
        status = 200;
        var begun = held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = await TriedAsync(fleet.Hosts[0], "probe", _ => Task.FromResult(begun.Task.IsCompleted));
        var (dead, alive) = await HolderAsync(probe);

        held = null;
        await dead.KillAsync();

        var next = await TriedAsync(alive, "next", async id => await StateAsync(alive, id) == WorkflowStates.Completed);
        next.ShouldNotBeNull();
        (await alive.Api!.GetAsync("api/breakers", default)).GetProperty("breakers").EnumerateArray().ShouldHaveSingleItem().GetProperty("state").GetString().ShouldBe("closed");
    }

    /// <summary>Holds the one call that it is told to hold, until whoever made it is gone.</summary>
    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref calls);
        if (held is { } holding && holding.TrySetResult())
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Response.StatusCode = status;
    }

    /// <summary>With more time than the tests have: what is kept for the whole of it is kept too long.</summary>
    private Task SubmitAsync(FleetHost host, string id, string more) => host.Api!.PostBytesAsync(
        "api/workflows",
        Encoding.UTF8.GetBytes($$"""
            { "workflowId": "w", "executionId": "{{id}}", "timeoutMs": 1800000, "nodes": [ { "id": "call", "type": "http_request", "timeoutMs": 1200000, "configuration": { "url": "{{server.Urls.First()}}/" }{{more}} } ] }
            """),
        default);

    /// <summary>Runs one after another, for a breaker lets none through but those that try.</summary>
    /// <returns>The run of which it is so.</returns>
    private async Task<string> TriedAsync(FleetHost host, string name, Func<string, Task<bool>> isSo)
    {
        var (id, number) = ("", 0);
        await Eventually.HoldsAsync(
            async () =>
            {
                if (id.Length > 0 && await isSo(id))
                    return true;
                if (id.Length == 0 || await StateAsync(host, id) == WorkflowStates.Failed)
                    await SubmitAsync(host, id = $"{name}-{++number}", """, "retry": { "preset": "none" }""");
                return false;
            },
            $"a run of {name} gets through", Patience);
        return id;
    }

    private static async Task<string?> StateAsync(FleetHost host, string id) => (await host.Api!.GetAsync($"api/workflows/{id}", default)).GetProperty("state").GetString();

    /// <summary>The host that executes the run's node, and the other.</summary>
    private async Task<(FleetHost Holder, FleetHost Other)> HolderAsync(string id)
    {
        var api = fleet.Hosts[0].Api!;
        string? target = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                var task = Text((await api.GetAsync($"api/workflows/{id}", default)).GetProperty("nodes")[0], "taskId");
                target = task is null ? null : Text(await api.GetAsync($"api/tasks/{task}", default), "targetId");
                return target is not null;
            },
            "its task says where it is", Patience);
        var holder = fleet.Hosts.Single(h => h.Is(target));
        return (holder, fleet.Hosts.Single(h => h != holder));
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
