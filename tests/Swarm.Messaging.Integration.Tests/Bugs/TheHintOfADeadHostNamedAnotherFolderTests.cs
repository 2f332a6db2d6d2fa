using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whoever asked a killed host by its data folder was told to start one on ./data: a new, empty one, while what had been accepted lay in the folder that was asked for.</summary>
public sealed class TheHintOfADeadHostNamedAnotherFolderTests
{
    [Fact]
    public async Task The_folder_that_was_asked_for_is_named()
    {
        using var folder = new TempFolder("dead");
        new EndpointFile(new Uri($"http://127.0.0.1:{FreePort.Take()}"), new string('t', 32), Environment.ProcessId).Write(folder.Path);

        var run = (await CliRun.OfAsync("status", "--data", folder.Path)).ShouldEnd(ExitCodes.NoHost);

        run.Error.ShouldContain($"'swarm up --data {folder.Path}'");
    }
}
