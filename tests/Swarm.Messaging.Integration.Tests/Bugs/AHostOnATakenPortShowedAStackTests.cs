using System.Net;
using System.Net.Sockets;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Redis.Embedded;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Thirty lines of the runtime's own, and nothing of what to do; an address of another machine even crashed it.</summary>
public sealed class AHostOnATakenPortShowedAStackTests
{
    [Fact]
    public async Task One_sentence_says_what_is_wrong_and_what_to_do()
    {
        using var folder = new TempFolder("port");
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var said = new List<string>();

        await using var host = await ChildProcess.StartAsync(
            new("dotnet", ["exec", Checkout.Program, "up", "--data", folder.Path, "--listen", $"{other.LocalEndpoint}"]) { Output = said.Add });
        var code = await host.Exited.WaitAsync(TimeSpan.FromSeconds(60));

        var text = string.Join('\n', said.Concat(await host.LastLinesAsync(TimeProvider.System)));
        code.ShouldBe(HostProgram.CannotStart, text);
        text.ShouldContain($"Http:Listen is '{other.LocalEndpoint}', where another program listens already");
        text.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused_too_and_the_folder_is_free_again()
    {
        using var folder = new TempFolder("port");
        var settings = new HostSettings { Data = folder.Path, Token = new string('t', 32), Logging = new() { Console = false } };

        var refusal = await Should.ThrowAsync<SettingsException>(() => SwarmHost.StartAsync(settings with { Listen = "192.0.2.1:0" }));

        refusal.Message.ShouldContain("no address of this machine");
        await using var host = await TestHost.StartAsync(settings);
        host.Redis.ShouldBeOfType<EmbeddedRedis>();
    }
}
