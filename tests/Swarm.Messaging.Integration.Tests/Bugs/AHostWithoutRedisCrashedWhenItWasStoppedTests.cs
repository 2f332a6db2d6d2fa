using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Stopped while its Redis was gone a host waited for a minute, left half of its stop undone, and its process ended with a stack and a core.</summary>
public sealed class AHostWithoutRedisCrashedWhenItWasStoppedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task It_ends_within_seconds_and_its_exit_code_says_that_something_could_not_be_given_back()
    {
        using var folder = new TempFolder("redisgone");
        using var stop = new CancellationTokenSource();
        var server = await RedisServer.StartAsync(new() { AppendFsync = null });
        var settings = new HostSettings
        {
            Data = folder.Path, Redis = server.ConnectionString, Listen = "127.0.0.1:0", AllowUnsafe = true, Logging = new() { Console = false },
            Sections = new ConfigurationBuilder().Build(),
        };
        var run = HostProgram.RunAsync(settings, stop.Token);
        await Eventually.HoldsAsync(() => File.Exists(folder.Combine("endpoint.json")), "it is up", Patience);
        await server.DisposeAsync();

        var begun = Stopwatch.GetTimestamp();
        await stop.CancelAsync();

        (await run.WaitAsync(Patience)).ShouldBe(HostProgram.NotGivenBack);
        // 60 s were the whole time of a stop.
        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task As_a_process_it_ends_at_SIGTERM_in_good_order_and_says_what_was_out_of_reach()
    {
        using var folder = new TempFolder("redisgone");
        var said = new ConcurrentQueue<string>();
        var server = await RedisServer.StartAsync(new() { AppendFsync = null });
        await using var host = await ChildProcess.StartAsync(
            new("dotnet", ["exec", Checkout.Program, "up", "--data", folder.Path, "--redis", server.ConnectionString, "--listen", "127.0.0.1:0", "--allow-unsafe"]) { Output = said.Enqueue });
        await Eventually.HoldsAsync(() => EndpointFile.Read(folder.Path) is not null, "it is up", Patience);
        await server.DisposeAsync();

        host.Signal(UnixSignal.Terminate).ShouldBeTrue();

        (await host.Exited.WaitAsync(Patience)).ShouldBe(HostProgram.NotGivenBack, string.Join('\n', said));
        await host.OutputEnded.WaitAsync(Patience);
        said.ShouldContain(line => line.StartsWith("Stopping:", StringComparison.Ordinal));
        (await host.LastLinesAsync(TimeProvider.System)).Concat(said).ShouldNotContain(line => line.Contains("Unhandled exception", StringComparison.Ordinal) || line.StartsWith("   at ", StringComparison.Ordinal));
        EndpointFile.Read(folder.Path).ShouldBeNull("nobody is sent to a host that has ended");
    }
}
