using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Status;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Workflows.Runner;

/// <summary>What operators see of the runner: the same by bus, HTTP and command line.</summary>
public sealed class RunnerStatusTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("runner");
    private SwarmHost host = null!;

    public async Task InitializeAsync() => host = await TestHost.StartAsync(SettingsReader.Read(
        [new("Data", folder.Path), new("Logging:Console", "false"), new("Workflows:Runner:MinWorkers", "3"), new("Workflows:AllowedHosts", "127.0.0.1")]));

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Areas_are_answered_with_what_was_measured()
    {
        await using var server = await SlowServer.StartAsync();
        var file = Path.Combine(folder.Path, "w.json");
        await File.WriteAllTextAsync(file, $$"""{ "workflowId": "w", "nodes": [ { "id": "a", "type": "http_request", "configuration": { "url": "{{server.Url}}/sleep/50" } } ] }""");
        (await Run("workflow", "run", file)).ShouldEnd(ExitCodes.Ok);

        var runner = (await Run("status", "workflows", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("areas").GetProperty("workflows").GetProperty("runner");
        runner.GetProperty("health").GetString().ShouldBeOneOf("healthy", "degraded", "unhealthy");
        runner.GetProperty("pool").GetProperty("totalWorkers").GetInt32().ShouldBe(3);
        runner.GetProperty("queue").GetProperty("completed").GetInt32().ShouldBe(1);
        runner.GetProperty("performance").GetProperty("runs").GetProperty("p99Ms").GetDouble().ShouldBeGreaterThanOrEqualTo(50);
        runner.GetProperty("events").GetProperty("task_assigned").GetInt32().ShouldBe(1);

        foreach (var area in new[] { "connections", "breakers", "cache" })
        {
            var byVerb = (await Run("status", area, "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("areas").GetProperty(area);
            JsonElement.DeepEquals(byVerb, await ByBusAsync(area)).ShouldBeTrue($"{area} by bus and by HTTP");
        }

        var shown = (await Run("connections")).ShouldEnd(ExitCodes.Ok).Out;
        shown.ShouldContain(server.Url);
        (await Run("connections", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("totals").GetProperty("requestsServed").GetInt32().ShouldBe(1);
        foreach (var area in new[] { "workflows", "cache", "breakers", "memory", "connections" })
            (await Run("status", area)).ShouldEnd(ExitCodes.Ok);
    }

    [Fact]
    public async Task Its_settings_change_while_it_runs_and_a_wrong_one_is_refused_with_the_list()
    {
        (await Run("config", "set", "Workflows:Runner:Strategy=fastest")).ShouldEnd(ExitCodes.Rejected);
        (await Run("config", "set", "Workflows:Runner:Strategy=weighted", "Workflows:Runner:MinWorkers=4")).ShouldEnd(ExitCodes.Ok);

        await Eventually.HoldsAsync(
            async () =>
            {
                var pool = (await Run("status", "workflows", "--json")).Json.GetProperty("areas").GetProperty("workflows").GetProperty("runner").GetProperty("pool");
                return pool.GetProperty("strategy").GetString() == "weighted" && pool.GetProperty("totalWorkers").GetInt32() == 4;
            },
            "the pool has grown to its new least");
    }

    [Fact]
    public async Task An_unknown_strategy_ends_the_start_with_the_list()
    {
        using var other = new TempFolder("runner");

        var refused = await Should.ThrowAsync<Exception>(() => SwarmHost.StartAsync(SettingsReader.Read(
            [new("Data", other.Path), new("Logging:Console", "false"), new("Workflows:Runner:Strategy", "fastest")])));

        refused.ToString().ShouldContain("least-busy, random, round-robin, weighted");
    }

    private async Task<JsonElement> ByBusAsync(string area)
    {
        var answer = await host.Services.GetRequiredService<CommandIntake>().HandleAsync(
            nameof(GetStatus), Encoding.UTF8.GetBytes($$"""{"area":"{{area}}"}"""), new CommandOrigin("bus", null), CancellationToken.None);
        return JsonSerializer.SerializeToElement(answer.ShouldBeOfType<StatusReply>(), WireJson.Options).GetProperty("areas").GetProperty(area);
    }

    private Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Path]);
}
