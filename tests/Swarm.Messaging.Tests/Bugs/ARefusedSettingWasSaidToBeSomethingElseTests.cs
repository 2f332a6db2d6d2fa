using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// Of settings with entries it was said that they must be a whole number, of a time of 0 that it must be a time, of a number in a text that it may be a number, and of a limit that does not go
/// with another one that was set beside it nothing that helps.
/// </summary>
public sealed class ARefusedSettingWasSaidToBeSomethingElseTests
{
    [Theory]
    [InlineData("Workflows:Databases", "foo", "has entries, each set by itself: Workflows:Databases:NAME=VALUE")]
    [InlineData("Retry:Runner", "foo", "has fields, each set by itself: ")]
    [InlineData("Workflows:Timeout", "0", "it must be longer than 0")]
    [InlineData("Workflows:Timeout", "-1s", "it must be longer than 0")]
    [InlineData("Workflows:Timeout", "00:00:00", "it must be longer than 0")]
    [InlineData("Workflows:Timeout", "-soon", "it must be a time such as")]
    public void At_the_start_the_form_that_it_has_is_told(string name, string value, string expected) =>
        Should.Throw<SettingsException>(() => SettingsReader.Read([new(name, value)], "/", _ => null)).Failures.ShouldHaveSingleItem().ShouldContain(expected);

    [Theory]
    [InlineData("\"5000\"", "5000 has no unit: 5000ms or 5000s")]
    [InlineData("\"soon\"", "such as 00:00:30, 30s or 500ms")]
    [InlineData("-5", "or milliseconds as a number")]
    public void At_run_time_a_time_is_asked_for_in_the_forms_that_are_taken(string json, string expected)
    {
        var rule = ConfigurationValues.Read(JsonElement.Parse(json), typeof(TimeSpan), out _).ShouldNotBeNull();

        rule.ShouldContain(expected);
        rule.Contains("milliseconds").ShouldBe(json[0] != '"');
    }

    [Fact]
    public void What_was_set_beside_it_is_named()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddConfiguration();
        services.AddOptions<MemoryOptions>().Validate(o => o.WarningMb < o.CriticalMb, "Memory:WarningMb must be less than Memory:CriticalMb.");
        using var provider = services.BuildServiceProvider();
        var memory = provider.GetServices<ConfigurationSection>().Single(s => s.Name == "Memory");
        var stored = new Dictionary<string, string> { ["Memory:WarningMb"] = "100", ["Memory:CriticalMb"] = "200" };
        var found = new List<Violation>();

        memory.Judge(stored, new Dictionary<string, JsonElement> { ["WarningMb"] = JsonElement.Parse("null") }, found);

        found.ShouldHaveSingleItem().Rule.ShouldContain("Memory:CriticalMb is set at run time, too: give a value for both, or take back both, in one change.");
        found.Clear();
        memory.Judge(stored, new Dictionary<string, JsonElement> { ["WarningMb"] = JsonElement.Parse("null"), ["CriticalMb"] = JsonElement.Parse("null") }, found);
        found.ShouldBeEmpty();
    }
}
