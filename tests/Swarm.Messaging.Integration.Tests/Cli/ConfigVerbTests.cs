using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Integration.Tests.Cli;

[Collection(CliCollection.Name)]
public sealed class ConfigVerbTests(CliHost host)
{
    [Fact]
    public async Task A_setting_is_listed_set_got_and_reset()
    {
        (await host.RunAsync("config")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Coordinator:TaskTimeout");
        (await host.RunAsync("config", "list")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Coordinator:TaskTimeout");

        (await host.RunAsync("config", "set", "coordinator:taskTimeout=10m", "Coordinator:FailureWindow=60")).ShouldEnd(ExitCodes.Ok)
            .Out.ShouldContain("Coordinator:TaskTimeout was 00:05:00 and is 00:10:00 (runtime).");
        (await host.RunAsync("config", "set", "Coordinator:TaskTimeout=600s")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Everything was so already.");
        var setting = (await host.RunAsync("config", "get", "Coordinator:TaskTimeout", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        (setting.GetProperty("value").GetString(), setting.GetProperty("default").GetString(), setting.GetProperty("source").GetString())
            .ShouldBe(("00:10:00", "00:05:00", "runtime"));

        (await host.RunAsync("config", "reset", "Coordinator")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Coordinator:FailureWindow was 60 and is 50 (default).");
        (await host.RunAsync("config", "get", "Coordinator:TaskTimeout")).ShouldEnd(ExitCodes.Ok).Out.ShouldNotContain("runtime");
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_name_value_and_rule()
    {
        (await host.RunAsync("config", "set", "Tasks:Retenton=1h")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("did you mean Retention?");
        (await host.RunAsync("config", "set", "Tasks:Retention=30")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("30s or 500ms");
        (await host.RunAsync("config", "set", "Tasks:ErrorRateAlert=2")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("ErrorRateAlert");
        (await host.RunAsync("config", "set", "Taks:Retention=1h")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("did you mean Tasks?");
        (await host.RunAsync("config", "get", "Tasks:Retenton")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("did you mean Retention?");
        (await host.RunAsync("config", "set", "Retention")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("SECTION:NAME=VALUE");
        (await host.RunAsync("config", "set", "Tasks:Retention=1h", "Placement:Lease=1m")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("a command of its own");
    }

    [Fact]
    public async Task The_coordinator_and_routing_are_areas_of_the_status()
    {
        var area = (await host.RunAsync("status", "coordinator", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("areas").GetProperty("coordinator");

        area.GetProperty("coordinator").GetProperty("maxConcurrentTasks").GetInt32().ShouldBe(50);
        area.GetProperty("routing").GetProperty("routingTableEntries").GetArrayLength().ShouldBeGreaterThanOrEqualTo(0);
        (area.GetProperty("uptime").GetDouble() > 0, area.GetProperty("memory").GetProperty("workingSet").GetInt64() > 0).ShouldBe((true, true));
        (await host.RunAsync("status", "routing")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("totalRoutes");
    }

    [Fact]
    public void The_key_of_an_embedded_host_is_its_users_alone() =>
        File.GetUnixFileMode(Path.Combine(host.Data, ControlKeyFile.Name)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
