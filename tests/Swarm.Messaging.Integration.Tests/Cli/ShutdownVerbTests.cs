using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Integration.Tests.Cli;

public sealed class ShutdownVerbTests : IAsyncLifetime
{
    private readonly CliHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_host_stops_by_itself_when_its_installation_is_told_to()
    {
        (await host.RunAsync("shutdown")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("--reason");
        (await host.RunAsync("shutdown", "--reason", "the disk is full")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("told to stop");

        await Eventually.HoldsAsync(() => EndpointFile.Read(host.Data) is null, "the host has taken its address back");
        await Eventually.HoldsAsync(
            () => Directory.EnumerateFiles(Path.Combine(host.Data, "logs")).SelectMany(File.ReadLines).Any(l => l.Contains("the disk is full", StringComparison.Ordinal)),
            "the log says why");
    }
}
