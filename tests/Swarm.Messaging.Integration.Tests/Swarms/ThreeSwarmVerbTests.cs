using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>Three swarms as an operator sees them, on a whole host that hosts and leads them.</summary>
public sealed class ThreeSwarmVerbTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("swarms");
    private SwarmHost host = null!;

    public async Task InitializeAsync()
    {
        host = await TestHost.StartAsync(new HostSettings { Data = folder.Path, Logging = new HostLogging { Console = false } });
        await CreateAsync("backend", "high", 5, "backend", "api", "security");
        await CreateAsync("frontend", "normal", 4, "frontend", "ui", "react");
        await CreateAsync("devops", "normal", 3, "devops", "ci-cd", "docker");
        await Eventually.HoldsAsync(() => host.Services.GetRequiredService<HostedSwarms>().All.Count == 3, "this host has them");
        await Eventually.HoldsAsync(() => host.Services.GetRequiredService<LeaderService>().Term is not null, "one of them leads");
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("least_loaded")]
    [InlineData("round_robin")]
    [InlineData("priority")]
    [InlineData("capability")]
    public async Task A_task_that_needs_backend_and_security_goes_to_backend_under_every_strategy(string strategy)
    {
        for (var n = 0; n < 3; n++)
        {
            var task = (await Run("distribute", "review", "--needs", "backend", "--needs", "security", "--priority", "high", "--strategy", strategy, "--json")).ShouldEnd(ExitCodes.Ok).Json;

            task.ShouldSatisfyAllConditions(
                t => t.GetProperty("status").GetString().ShouldBe("distributed"), t => t.GetProperty("targetSwarm").GetString().ShouldBe("backend"),
                t => t.GetProperty("strategy").GetString().ShouldBe(strategy), t => t.GetProperty("capabilityMatched").GetBoolean().ShouldBeTrue());
        }
    }

    [Fact]
    public async Task One_swarm_shows_status_leader_agents_tasks_resources_messages_and_snapshots()
    {
        await Run("swarms", "change", "backend", """{"agents":[{"id":"coder-1"},{"id":"coder-2"}]}""");
        await Run("distribute", "review", "--needs", "security", "--id", "t1", "--description", "Look at the API");
        await Run("resources", "set", "cpu", "1000");
        await Run("resources", "allocate", "backend", "cpu", "200");
        await Run("send", "frontend", "backend", """{"type":"note","text":"hello"}""", "--id", "n1");
        var snapshot = (await Run("swarms", "snapshot", "backend", "before", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("copy").GetProperty("id").GetString()!;
        var leader = (await host.Services.GetRequiredService<ISwarmLeadership>().CurrentAsync(default))!.SwarmId;

        var shown = "";
        // The task is given when the leader comes to it, and the timeline follows the registry.
        await Eventually.HoldsAsync(
            async () =>
            {
                shown = string.Join(' ', (await Run("swarm", "backend")).ShouldEnd(ExitCodes.Ok).Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                return shown.Contains("Initializing -> Active", StringComparison.Ordinal) && shown.Contains("1 open task", StringComparison.Ordinal);
            },
            "its task and its beginning are shown");

        shown.ShouldSatisfyAllConditions(
            s => s.ShouldContain("Status active"), s => s.ShouldContain($"Leader {leader}"), s => s.ShouldContain("Agents 2 of at most 5: coder-1, coder-2"),
            s => s.ShouldContain("Tasks 1 open task, 0 completed, 0 failed, 0 cancelled"), s => s.ShouldContain("Agents' tag swarm:backend"), s => s.ShouldContain("t1"), s => s.ShouldContain("Look at the API"), s => s.ShouldContain("Resources cpu 200"),
            s => s.ShouldContain("n1 frontend"), s => s.ShouldContain($"Snapshots {snapshot}"), s => s.ShouldContain("What happened"), s => s.ShouldContain("Initializing -> Active"));
        var details = (await Run("swarm", "backend", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        details.ShouldSatisfyAllConditions(
            d => d.GetProperty("openTaskCount").GetInt64().ShouldBe(1), d => d.GetProperty("resources").GetProperty("cpu").GetInt64().ShouldBe(200),
            d => d.GetProperty("messages").GetProperty("recent").EnumerateArray().ShouldContain(m => m.GetProperty("id").GetString() == "n1"));
    }

    [Fact]
    public async Task Interrupted_swarms_are_listed_and_recovered_together()
    {
        (await Run("swarms", "interrupted")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("None is interrupted.");
        foreach (var id in new[] { "backend", "devops" })
            await host.Services.GetRequiredService<ISwarmRegistry>().ChangeStatusAsync(id, SwarmStatuses.Interrupted, "test", default);

        (await Run("swarms", "interrupted")).ShouldEnd(ExitCodes.Ok).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["backend", "devops"]);
        var recovered = (await Run("swarms", "recover", "--all", "--json")).ShouldEnd(ExitCodes.Ok).Json;

        recovered.GetProperty("total").GetInt32().ShouldBe(2);
        recovered.GetProperty("results").EnumerateArray().ShouldAllBe(r => r.GetProperty("success").GetBoolean());
        foreach (var id in new[] { "backend", "devops" })
            await Eventually.HoldsAsync(async () => (await host.Services.GetRequiredService<ISwarmRegistry>().GetAsync(id, default))?.Status == SwarmStatuses.Active, $"{id} is active");
        (await Run("swarms", "recover")).ShouldEnd(ExitCodes.Usage);
        (await Run("swarms", "recover", "backend", "--all")).ShouldEnd(ExitCodes.Usage);
    }

    [Fact]
    public async Task Settings_of_swarms_change_at_run_time_and_those_that_cannot_hold_are_refused()
    {
        (await Run("config", "set", "Swarms:Work:TasksPerCycle=20")).ShouldEnd(ExitCodes.Ok);
        (await Run("config", "set", "Swarms:Messages:History=50")).ShouldEnd(ExitCodes.Ok);
        (await Run("config", "set", "Swarms:MaxActive=4")).ShouldEnd(ExitCodes.Ok);

        await CreateAsync("fourth", "normal", 1, "any");
        (await Run("swarms", "create", "fifth")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("There are 4 active swarms");
        (await Run("config", "set", "Swarms:InterruptAfter=00:00:40")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("at least twice HeartbeatInterval");
        (await Run("config", "set", "Swarms:Resources:Lease=00:00:10")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("longer than Optimisation");
        (await Run("config", "set", "Swarms:SweepInterval=00:02:00")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("at most 00:01:00");
        (await Run("config", "set", "Swarms:Leadership:Lease=00:00:30")).ShouldEnd(ExitCodes.Rejected);
    }

    [Fact]
    public async Task Status_and_explanations_say_what_swarms_do_and_wait_for()
    {
        var status = (await Run("status", "swarms", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("areas").GetProperty("swarms");
        status.ShouldSatisfyAllConditions(
            s => s.GetProperty("registry").GetProperty("activeSwarms").GetInt64().ShouldBe(3), s => s.GetProperty("messenger").GetProperty("activeSubscriptions").GetInt32().ShouldBe(21),
            s => s.GetProperty("coordinators").EnumerateArray().Count(c => c.GetProperty("isLeader").GetBoolean()).ShouldBe(1), s => s.GetProperty("activeCoordinators").GetInt32().ShouldBe(3));
        (await Run("status", "swarms")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("coordinators");

        foreach (var id in new[] { "backend", "frontend", "devops" })
            await Run("swarms", "deregister", id);
        await Run("distribute", "review", "--id", "t1");

        (await Run("explain", "t1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("t1 waits for a swarm: none is active.");
        (await Run("explain", "unknown")).ShouldEnd(ExitCodes.Rejected);
    }

    private async Task CreateAsync(string id, string priority, int agents, params string[] capabilities)
    {
        (await Run(["swarms", "create", id, "--priority", priority, "--max-agents", $"{agents}", .. capabilities.SelectMany(c => new[] { "--capability", c })])).ShouldEnd(ExitCodes.Ok);
        await Eventually.HoldsAsync(async () => (await host.Services.GetRequiredService<ISwarmRegistry>().GetAsync(id, default))?.Status == SwarmStatuses.Active, $"{id} is active");
    }

    private Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Path]);
}
