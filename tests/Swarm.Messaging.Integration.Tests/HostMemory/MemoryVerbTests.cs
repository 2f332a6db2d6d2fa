using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.HostMemory;

public sealed class MemoryVerbTests
{
    [Fact]
    public async Task It_is_shown_and_collected()
    {
        using var folder = new TempFolder("memory");
        await using var host = await SwarmHost.StartAsync(SettingsReader.Read([new("Data", folder.Path), new("Memory:CheckInterval", "0:00:00.1"), new("Logging:Console", "false")]));

        await Eventually.HoldsAsync(async () => (await Run("memory", "--json")).Json.GetProperty("heapMb").GetDouble() > 0, "it was looked at");
        (await Run("memory", "collect")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("MB ->");

        var shown = (await Run("memory")).ShouldEnd(ExitCodes.Ok).Out;
        foreach (var part in new[] { "MB (", "% of 800 MB", "New work", "taken", "manual" })
            shown.ShouldContain(part);
        (await Run("status", "memory", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("areas").GetProperty("memory").GetProperty("takesWork").GetBoolean().ShouldBeTrue();

        Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Path]);
    }
}
