using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Broker, data folder and the like, which stand outside all sections, were in no list of <c>swarm config</c>; asked for by name they were an unknown section.</summary>
[Collection(CliCollection.Name)]
public sealed class SettingsOfTheHostItselfWereShownNowhereTests(CliHost host)
{
    [Fact]
    public async Task They_are_asked_for_by_their_names_alone()
    {
        var durable = (await host.RunAsync("config", "get", "durable", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        (durable.GetProperty("setting").GetString(), durable.GetProperty("source").GetString(), durable.GetProperty("atRunTime").GetBoolean()).ShouldBe(("Durable", "default", false));
        var all = (await host.RunAsync("config", "get", "Host")).ShouldEnd(ExitCodes.Ok).Out;
        foreach (var name in new[] { "Broker", "Prefix", "Data", "Durable", "AllowUnsafe", "EventBridge", "QuorumQueues" })
            all.ShouldContain(name);
    }

    [Fact]
    public async Task They_say_how_they_are_changed()
    {
        (await host.RunAsync("config", "set", "Durable=true")).ShouldEnd(ExitCodes.Rejected)
            .Error.ShouldContain("Durable is told to each host at its start, and is not changed at run time: SWARM_DURABLE in its environment, or Durable in its appsettings.json under Swarm");
        (await host.RunAsync("config", "reset", "Durable")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("nothing to take back");
        (await host.RunAsync("config", "get", "Durabel")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("Durabel");
    }

    [Fact]
    public async Task Each_setting_names_what_said_it()
    {
        using var folder = new TempFolder("sources");
        var data = folder.Combine("data");
        File.WriteAllText(folder.Combine(SettingsReader.FileName), """{"Swarm":{"Memory":{"WarningMb":400},"Workflows":{"Databases":{"crm":"sqlite:Data Source=x;Password=hunter2"}},"Token":"a-token-of-the-tests-that-is-long-enough"}}""");
        await using var own = await SwarmHost.StartAsync(SettingsReader.Read([new("Data", data), new("Logging:Console", "false"), new("Prefix", "mine")], folder.Path, _ => null));

        var answer = (await CliRun.OfAsync(["config", "--json", "--data", data])).ShouldEnd(ExitCodes.Ok);
        var shown = answer.Json.GetProperty("sections").EnumerateArray().SelectMany(section => section.GetProperty("fields").EnumerateArray())
            .ToDictionary(field => field.GetProperty("setting").GetString()!, field => field.GetProperty("source").GetString());

        new[] { "Memory:WarningMb", "Workflows:Databases", "Http:Token", "Data", "Prefix", "Redis:KeyPrefix", "Redis:Configuration", "Control:KeyFile", "Http:Listen", "Memory:CriticalMb", "Broker" }
            .Select(name => shown[name]).ShouldBe(["file", "file", "file", "command line", "command line", "computed", "computed", "computed", "computed", "default", "default"]);
        answer.Out.ShouldNotContain("hunter2");
        answer.Out.ShouldNotContain("a-token-of-the-tests");
    }

    [Fact]
    public async Task Two_that_go_together_are_taken_back_together()
    {
        (await host.RunAsync("config", "set", "Wasm:Pool:Min=2", "Wasm:Pool:Max=3")).ShouldEnd(ExitCodes.Ok);

        (await host.RunAsync("config", "reset", "Wasm:Pool:Min", "Wasm:Pool:Max")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Wasm:Pool:Max was 3");
        (await host.RunAsync("config", "reset", "Wasm:Pool:Min", "Tasks:Retention")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("a command of its own");
    }
}
