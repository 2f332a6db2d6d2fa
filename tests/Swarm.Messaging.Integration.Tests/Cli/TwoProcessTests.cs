using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary><c>swarm up</c> in one process, the other verbs in another.</summary>
public sealed class TwoProcessTests
{
    [Fact]
    public async Task A_second_terminal_finds_the_host_of_the_data_folder()
    {
        using var folder = new TempFolder("two");
        var data = folder.Combine("data");
        var up = new List<string>();
        var host = await ChildProcess.StartAsync(new("dotnet", ["exec", Checkout.Program, "up", "--data", data]) { Output = up.Add });
        await Eventually.HoldsAsync(() => EndpointFile.Read(data) is not null, $"the host has left its address; it said: {string.Join('\n', up)}", TimeSpan.FromSeconds(60));

        var answer = new List<string>();
        var verb = await ChildProcess.StartAsync(
            new("dotnet", ["exec", Checkout.Program, "submit", "--kind", "basic", "--operation", "echo", "--payload", "42", "--id", "two", "--wait", "--json", "--data", data])
            {
                Output = answer.Add,
            });
        (await verb.Exited.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(ExitCodes.Ok, string.Join('\n', answer));
        (await CliRun.OfAsync("task", "two", "--json", "--data", data)).ShouldEnd(ExitCodes.Ok).Json.GetProperty("result").GetInt32().ShouldBe(42);

        host.Signal(UnixSignal.Terminate).ShouldBeTrue();
        (await host.Exited.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(ExitCodes.Ok, string.Join('\n', up));
        (await CliRun.OfAsync("task", "two", "--data", data)).ShouldEnd(ExitCodes.NoHost);
        await verb.DisposeAsync();
        await host.DisposeAsync();
    }
}
