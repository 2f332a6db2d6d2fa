using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Schedules;

/// <summary><c>swarm schedules</c> against a whole host, whose own clock acts.</summary>
public sealed class ScheduleVerbTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("schedules");
    private SwarmHost host = null!;

    public async Task InitializeAsync()
    {
        host = await TestHost.StartAsync(SettingsReader.Read([new("Data", folder.Combine("data")), new("Logging:Console", "false")]));
        await File.WriteAllTextAsync(folder.Combine("task.json"), """{"kind":"basic","operation":"echo","payload":{"n":1}}""");
        await File.WriteAllTextAsync(folder.Combine("wrong.json"), """{"kind":"basic","operation":"fly"}""");
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task One_is_set_acts_by_itself_and_is_paused_and_ended()
    {
        (await Run("schedules")).ShouldEnd(ExitCodes.Ok).Error.ShouldContain("no schedules");
        (await Run("schedules", "set", "tick", "--cron", "* * * * * ?", "--task", folder.Combine("task.json"))).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("tick");

        var ran = "";
        await Eventually.HoldsAsync(
            async () => (ran = (await Run("schedules", "show", "tick", "--json")).Json.GetProperty("schedules")[0].TryGetProperty("lastRunId", out var last) ? last.GetString()! : "").Length > 0,
            "it has run");
        (await Run("schedules", "pause", "tick")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("paused");

        await Eventually.HoldsAsync(async () => (await Run("task", ran, "--json")).Json.GetProperty("state").GetString() == TaskStates.Completed, $"{ran} is done");
        (await Run("schedules", "show", "tick")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("echo");
        (await Run("schedules", "run", "tick")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Submitted tick.");
        (await Run("schedules", "resume", "tick")).ShouldEnd(ExitCodes.Ok);
        (await Run("schedules", "delete", "tick")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("deleted");
        (await Run("schedules", "pause", "tick")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("There is no schedule 'tick'");
    }

    [Fact]
    public async Task What_is_wrong_is_said_with_field_and_rule()
    {
        (await Run("schedules", "set", "bad", "--cron", "daily", "--task", folder.Combine("task.json"))).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("definition.cron");
        (await Run("schedules", "set", "bad", "--cron", "0 0 3 * * ?", "--task", folder.Combine("wrong.json"))).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("definition.task.operation");
        (await Run("schedules", "set", "bad", "--cron", "0 0 3 * * ?")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("--task");
        (await Run("schedules", "set", "bad", "--cron", "0 0 3 * * ?", "--task", folder.Combine("none.json"))).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("none.json");
    }

    private Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Combine("data")]);
}
