using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Options that do not go together were found when the host was about to begin: the bus, which had never begun, then warned that it could not be stopped.</summary>
public sealed class AWrongSettingWasToldAfterAWarningOfTheBusTests
{
    [Fact]
    public async Task It_is_all_that_is_told()
    {
        using var folder = new TempFolder("wrong");

        var refusal = await Should.ThrowAsync<SettingsException>(() => SwarmHost.StartAsync(SettingsReader.Read(
            [new("Data", folder.Path), new("Logging:Console", "false"), new("Memory:WarningMb", "900")], "/", _ => null)));

        refusal.Failures.ShouldHaveSingleItem().ShouldBe("Memory:WarningMb must be less than Memory:CriticalMb.");
        Directory.EnumerateFiles(folder.Path, "*.log", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(folder.Path, "*.json*", SearchOption.AllDirectories))
            .ShouldAllBe(file => !File.ReadAllText(file).Contains("Failed to stop", StringComparison.Ordinal));
    }
}
