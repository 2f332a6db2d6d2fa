using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A host that was told to stop wrote so on its terminal and nothing into its log: in it a stop and a kill looked alike.</summary>
public sealed class AHostsStopWasOnItsTerminalAloneTests
{
    [Fact]
    public async Task Its_log_tells_of_its_start_and_its_stop()
    {
        using var folder = new TempFolder("stop");
        var host = await TestHost.StartAsync(new HostSettings { Data = folder.Path, Logging = new HostLogging { Console = false } });
        var address = host.Address;
        await host.DisposeAsync();

        var log = string.Concat(Directory.EnumerateFiles(folder.Combine("logs")).Select(File.ReadAllText));
        log.ShouldContain($"\"Address\":\"{address}\"");
        log.ShouldContain("running tasks may end");
        log.ShouldContain("has stopped");
    }
}
