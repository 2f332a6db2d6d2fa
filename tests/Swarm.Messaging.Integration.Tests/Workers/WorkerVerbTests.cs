using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workers;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary><c>swarm workers</c> against a whole host with a small pool.</summary>
public sealed class WorkerVerbTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("workers");
    private SwarmHost host = null!;

    public async Task InitializeAsync() => host = await TestHost.StartAsync(SettingsReader.Read(
    [
        new("Data", folder.Path), new("Workers:PoolSize", "2"), new("Workers:MinWorkers", "1"), new("Workers:Command", TestPool.Faulty()),
        new("Workers:LoadBalancing", "RoundRobin"), new("Logging:Console", "false"),
    ]));

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task The_pool_is_shown_started_scaled_drained_and_reset()
    {
        (await Run("workers")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("swarm workers start");
        (await Run("workers", "start")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("2 workers");
        (await Run("submit", "--kind", "process", "--operation", "echo", "--payload", "{\"a\":1}", "--wait")).ShouldEnd(ExitCodes.Ok);
        var shown = (await Run("workers")).ShouldEnd(ExitCodes.Ok).Out;
        foreach (var part in new[] { "worker-1", "worker-2", "ready", "reuse" })
            shown.ShouldContain(part);

        (await Run("workers", "scale", "+1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("1 of 1 workers added");
        (await Run("workers", "scale", "many")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("from 1 to 1000");
        (await Run("workers", "scale", "0")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("Workers:MinWorkers");
        (await Run("workers", "scale", "1001")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("from 1 to 1000");
        (await Run("workers", "drain", "worker-9")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("worker-9");
        (await Run("workers", "drain")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("draining");
        (await Run("workers", "resume")).ShouldEnd(ExitCodes.Ok);
        (await Run("workers", "reset", "worker-1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("only a slot in error");
        (await Run("workers", "alerts")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("no alert");
        (await Run("workers", "alerts", "--clear", "1h")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("0 alerts");
        (await Run("status", "workers", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("areas").GetProperty("workers").GetProperty("pool").GetProperty("size").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_body_that_would_be_ignored_is_refused()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", host.Token);

        using var refused = await http.PostAsync("/api/workers/drain", new StringContent("""{"workerId":"worker-1"}"""));
        using var empty = await http.PostAsync("/api/workers/drain?worker=worker-77", new StringContent(" { } "));

        ((int)refused.StatusCode, (int)empty.StatusCode).ShouldBe((400, 404));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("the query (worker)");
        (await Run("workers")).ShouldEnd(ExitCodes.Ok).Out.ShouldNotContain("draining");
    }

    [Fact]
    public async Task Its_metrics_are_json_at_their_own_path()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", host.Token);

        var metrics = JsonElement.Parse(await http.GetStringAsync("/metrics/worker-pool"));

        foreach (var group in new[] { "pool", "workers", "tasks", "performance", "queue", "health", "slots" })
            metrics.TryGetProperty(group, out _).ShouldBeTrue(group);
        metrics.GetProperty("pool").GetProperty("loadBalancing").GetString().ShouldBe("round-robin");
    }

    [Fact]
    public async Task Its_events_are_followed_from_the_assignment_to_the_cleared_dead_letter()
    {
        using var stop = new CancellationTokenSource();
        using var error = new StringWriter();
        using var output = new StringWriter();
        var following = SwarmCli.RunAsync(["workers", "events", "--json", "--data", folder.Path], new CliConsole(TextWriter.Synchronized(output), error, () => Stream.Null), stop.Token);
        await Eventually.HoldsAsync(() => error.ToString().Contains("Following", StringComparison.Ordinal), "events are followed");

        await Run("submit", "--id", "good", "--kind", "process", "--operation", "echo", "--payload", "1", "--wait");
        await Run("submit", "--id", "bad", "--kind", "process", "--operation", "nope", "--payload", "1", "--max-attempts", "2", "--wait");
        (await Run("dead-letters", "purge", "bad")).ShouldEnd(ExitCodes.Ok);
        await Eventually.HoldsAsync(() => Said().Contains("dlq-cleared"), "the cleared dead letter is told");
        await stop.CancelAsync();
        await following;

        var events = Lines();
        JsonElement Of(string type, string task) => events.First(e => e.GetProperty("type").GetString() == type && e.GetProperty("taskId").GetString() == task);
        foreach (var type in new[] { "task-enqueued", "task-dequeued", "task-assigned", "task-completed" })
            Of(type, "good");
        Of("task-failed", "bad").GetProperty("error").GetString().ShouldBe("unknown_type");
        var retry = Of("task-retry-scheduled", "bad");
        (retry.GetProperty("retries").GetInt32(), retry.GetProperty("maxRetries").GetInt32(), retry.GetProperty("backoffMs").GetInt32()).ShouldBe((1, 1, 1_000));
        Of("task-retried", "bad");

        JsonElement[] Lines() => [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];
        string[] Said() => [.. Lines().Select(e => e.GetProperty("type").GetString()!)];
    }

    private Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Path]);

    [Fact]
    public async Task The_bus_command_does_the_same_and_names_what_is_wrong()
    {
        var intake = host.Services.GetRequiredService<CommandIntake>();
        async Task<object> Ask(string json) => await intake.HandleAsync(nameof(ManageWorkers), System.Text.Encoding.UTF8.GetBytes(json), new CommandOrigin("bus", null), CancellationToken.None);

        (await Ask("""{"action":"scale","change":1}""")).ShouldBeOfType<WorkersManaged>().What.ShouldStartWith("1 of 1");
        var refused = (await Ask("""{"action":"scal","hostId":"an other","size":0}""")).ShouldBeOfType<CommandRejected>();
        refused.Violations.Select(v => v.Field).ShouldBe(["action", "hostId", "size"], ignoreOrder: true);
        (await Ask("""{"action":"reset","worker":"worker-77"}""")).ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");
    }
}
