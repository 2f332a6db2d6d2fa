using Swarm.Messaging.Cli.Commands;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Names of settings were split at their first colon, so those of sections within sections could not be named.</summary>
public sealed class ASettingOfTheWasmPoolWasNotFoundTests
{
    [Theory]
    [InlineData("Wasm:Pool:Min", "Wasm:Pool", "Min")]
    [InlineData("wasm:recovery:HistoryKept", "wasm:recovery", "HistoryKept")]
    [InlineData("Wasm:Pool", "Wasm:Pool", null)]
    [InlineData("Wasm:Pool:", "Wasm:Pool", null)]
    [InlineData("Wasm:ModuleFolder", "Wasm", "ModuleFolder")]
    [InlineData("Tasks:Retention", "Tasks", "Retention")]
    [InlineData("Wasm:Pools:Min", "Wasm", "Pools:Min")]
    [InlineData("Nonsense:A:B", "Nonsense", "A:B")]
    [InlineData("Nonsense", "Nonsense", null)]
    public void The_longest_known_section_wins(string name, string section, string? field) =>
        SettingName.Split(name).ShouldBe((section, field));
}
