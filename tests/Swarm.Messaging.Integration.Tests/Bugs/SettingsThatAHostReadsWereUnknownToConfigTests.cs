using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary><c>swarm config</c> knew of no section but those that can be changed at run time: <c>Workflows</c> was none. What a file says under <c>Retry</c> was taken, and not used.</summary>
[Collection(CliCollection.Name)]
public sealed class SettingsThatAHostReadsWereUnknownToConfigTests(CliHost host)
{
    [Fact]
    public async Task Every_setting_that_a_host_takes_is_shown()
    {
        var shown = (await host.RunAsync("config", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("sections").EnumerateArray()
            .SelectMany(section => section.GetProperty("fields").EnumerateArray()).Select(field => field.GetProperty("setting").GetString()!).ToList();

        shown.ShouldBeUnique();
        SettingsSchema.Names.Except(shown).ShouldBeEmpty();
        shown.Except(SettingsSchema.Names).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_of_the_start_is_shown_and_says_how_it_is_changed()
    {
        (await host.RunAsync("config", "get", "Workflows")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Workflows:CacheTtl");
        var setting = (await host.RunAsync("config", "get", "Workflows:CacheTtl", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        (setting.GetProperty("value").GetString(), setting.GetProperty("source").GetString(), setting.GetProperty("atRunTime").GetBoolean()).ShouldBe(("01:00:00", "default", false));

        (await host.RunAsync("config", "set", "Workflows:CacheTtl=2h")).ShouldEnd(ExitCodes.Rejected)
            .Error.ShouldContain("Workflows:CacheTtl is told to each host at its start, and is not changed at run time: SWARM_WORKFLOWS__CACHETTL in its environment");
        (await host.RunAsync("config", "reset", "Workflows:CacheTtl")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("nothing to take back");
        (await host.RunAsync("config", "reset", "Workflows")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("nothing to take back");
        (await host.RunAsync("config", "get", "Workflows:CacheTl")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("did you mean CacheTtl?");
    }

    [Fact]
    public async Task What_a_host_is_told_at_its_start_counts_in_every_section()
    {
        using var folder = new TempFolder("start");
        var data = folder.Combine("data");
        var settings = SettingsReader.Read(
            new Dictionary<string, string?>
            {
                ["Data"] = data, ["Logging:Console"] = "false", ["Retry:Runner:MaxAttempts"] = "3", ["Workflows:CacheTtl"] = "2h", ["Swarms:Leadership:Lease"] = "20s", ["Redis:Shards"] = "8", ["Http:Token"] = "a-token-of-the-tests-that-is-long-enough",
            },
            folder.Path, _ => null);
        await using var own = await TestHost.StartAsync(settings);

        var shown = (await CliRun.OfAsync(["config", "--json", "--data", data])).ShouldEnd(ExitCodes.Ok).Json.GetProperty("sections").EnumerateArray()
            .SelectMany(section => section.GetProperty("fields").EnumerateArray())
            .ToDictionary(field => field.GetProperty("setting").GetString()!, field => (Value: field.GetProperty("value"), Source: field.GetProperty("source").GetString()));

        shown["Retry:Runner"].ShouldSatisfyAllConditions(s => s.Value.GetProperty("maxAttempts").GetInt32().ShouldBe(3), s => s.Source.ShouldBe("command line"));
        shown["Workflows:CacheTtl"].ShouldSatisfyAllConditions(s => s.Value.GetString().ShouldBe("02:00:00"), s => s.Source.ShouldBe("command line"));
        shown["Swarms:Leadership:Lease"].Source.ShouldBe("command line");
        shown["Redis:Shards"].Value.GetInt32().ShouldBe(8);
        shown["Http:Token"].Value.GetString().ShouldBe("(set)");
        shown["Logging:Console"].Source.ShouldBe("command line");
        shown["Retry:Ghl"].Source.ShouldBe("default");
    }
}
