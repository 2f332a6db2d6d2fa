using System.Runtime.InteropServices;
using StackExchange.Redis;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Client.Http;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Cli.Host;

/// <summary>A host as a program of its own: banner, end, exit code.</summary>
internal static class HostProgram
{
    public const int CannotStart = 1;

    /// <summary>It has stopped, and something that it used was out of reach while it did.</summary>
    public const int NotGivenBack = 1;

    /// <param name="cancellation">The first interrupt. What a second one does is its owner's affair: nothing that is stored is lost by it,
    /// leases run out by themselves.</param>
    public static async Task<int> RunAsync(HostSettings settings, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        using var hangUp = new Interrupts(PosixSignal.SIGHUP);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, hangUp.Asked);
        var stop = either.Token;
        PrivateFiles.FromNowOn();
        SwarmHost host;
        try
        {
            host = await SwarmHost.StartAsync(settings, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is SwarmException or IOException || stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"swarm: {e.Message}").ConfigureAwait(false);
            return e is SettingsException { IsUsage: true } ? ExitCodes.Usage : CannotStart;
        }
        catch (Exception e) when (Silence(e, settings) is { } silence)
        {
            await Console.Error.WriteLineAsync($"swarm: {silence}").ConfigureAwait(false);
            return CannotStart;
        }

        await FirstCommandAsync(host, stop).ConfigureAwait(false);
        Console.Write(HostBanner.Of(host, settings, time.GetElapsedTime(begun)));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, host.Stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        host.Withdraw();
        Console.WriteLine("Stopping: running tasks may end, the rest goes back. Press Ctrl-C again to end at once.");
        try
        {
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"swarm: {NotGivenBackText(e)}").ConfigureAwait(false);
            return NotGivenBack;
        }

        Console.WriteLine("Stopped. Everything accepted is kept.");
        return 0;
    }

    /// <summary>What is to be said of a store that was there and fell silent while the host started; null: it was something else.</summary>
    internal static string? Silence(Exception e, HostSettings settings) => e switch
    {
        AggregateException { InnerExceptions: [var first] } => Silence(first, settings),
        RedisException or RedisTimeoutException =>
            $"Redis{(settings.Embedded ? "" : $" at {RedisConnection.Show(RedisConnection.Parse(RedisAddress.Configuration(settings.Redis!)))}")} stopped answering while the host started, so it did not start. "
            + "Nothing was lost by it; start it again when the server answers: redis-cli PING.",
        _ => null,
    };

    public static string NotGivenBackText(Exception e) =>
        $"Stopped, but not everything could be given back: {Innermost(e)} What this host held is placed elsewhere when its leases expire. Everything accepted is kept.";

    private static string Innermost(Exception e) => e is AggregateException { InnerExceptions: [var first, ..] } ? Innermost(first) : e.Message;

    /// <summary>A question over HTTP, as a caller would ask it: then the figure in the banner is what a caller sees, and the next is quicker.</summary>
    private static async Task FirstCommandAsync(SwarmHost host, CancellationToken cancellation)
    {
        using var http = new HttpClient(HostHandler.Create()) { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", host.Token);
        try
        {
            await http.GetByteArrayAsync("/api/status/tasks", cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The probes tell; the host goes on.
        }
    }
}
