using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The preflight took over "try for ever" from the product's connections: a wrong address said nothing, and Ctrl-C did nothing.</summary>
public sealed class AHostThatCouldNotReachRedisWaitedInSilenceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_is_refused_with_the_address_and_what_to_do()
    {
        using var folder = new TempFolder("noredis");
        var address = $"127.0.0.1:{FreePort.Take()}";

        var refusal = await Should.ThrowAsync<SettingsException>(() => SwarmHost.StartAsync(Settings(folder, address)).WaitAsync(Patience));

        refusal.Message.ShouldContain(address);
        refusal.Message.ShouldContain("--redis");
        refusal.Message.ShouldNotContain("multiplexer");
        refusal.Message.ShouldNotContain("--allow-unsafe", customMessage: "no flag gives it a store");
    }

    [Fact]
    public async Task It_can_be_interrupted_while_it_tries()
    {
        using var folder = new TempFolder("noredis");
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0); // takes connections, never answers
        silent.Start();
        using var interrupted = new CancellationTokenSource();

        var start = SwarmHost.StartAsync(Settings(folder, silent.LocalEndpoint.ToString()!), interrupted.Token);
        using var connection = await silent.AcceptTcpClientAsync().WaitAsync(Patience); // it tries
        await interrupted.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => start.WaitAsync(Patience));
    }

    private static HostSettings Settings(TempFolder folder, string redis) =>
        new() { Data = folder.Path, Redis = redis, Listen = "127.0.0.1:0", Logging = new() { Console = false } };
}
