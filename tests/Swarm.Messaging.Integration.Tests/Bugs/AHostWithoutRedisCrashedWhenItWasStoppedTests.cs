using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;

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
}
