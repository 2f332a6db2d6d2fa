using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Wasm;

/// <summary>
/// Tells the channel what happened in the pool, in order. Whoever hears that an instance came or went finds the keys saying so. What
/// cannot be told now is not told later: the keys have it.
/// </summary>
internal sealed partial class PoolEventPump(
    InstancePool pool, PoolKeys keys, IChannels channels, HostIdentity host, TimeProvider time, ILogger<PoolEventPump> log)
    : PeriodicService(TimeSpan.FromSeconds(1), time, log)
{
    private static readonly HashSet<string> ChangeKeys =
    [
        PoolEventNames.Initialized, PoolEventNames.Removed, PoolEventNames.Unhealthy, PoolEventNames.Recovered, PoolEventNames.Reset,
    ];

    /// <summary>Nothing to do is no standstill.</summary>
    public override TimeSpan SinceProgress => TimeSpan.Zero;

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        if (!await pool.Events.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellation).ConfigureAwait(false); // the pool is closed, and soon the host
            return false;
        }

        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>After the pool: its last events, too.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await RunOnceAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells what has happened since the last time.</summary>
    /// <returns>How many events.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var told = 0;
        List<Task> sent = [];
        while (pool.Events.TryRead(out var happened))
        {
            if (ChangeKeys.Contains(happened.Type))
                await WriteKeysAsync(cancellation).ConfigureAwait(false);
            sent.Add(channels.PublishAsync(PoolNames.Status, Json(happened), cancellation));
            told++;
        }

        try
        {
            await Task.WhenAll(sent).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotTold(told, e);
        }

        return told;
    }

    private async Task WriteKeysAsync(CancellationToken cancellation)
    {
        try
        {
            await keys.WriteAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotWritten(e); // the next look writes them
        }
    }

    private ReadOnlyMemory<byte> Json(PoolEvent happened)
    {
        var message = new JsonObject { ["type"] = happened.Type };
        foreach (var (name, value) in happened.Fields)
            message[name] = JsonSerializer.SerializeToNode(value, PoolJson.Options);
        message["hostId"] = host.HostId;
        message["timestamp"] = happened.At.ToUnixTimeMilliseconds();
        return PoolJson.Write(message);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} events of the WASM pool could not be told on the channel")]
    private partial void NotTold(int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the WASM pool could not be written; they are again in 5 s")]
    private partial void NotWritten(Exception exception);
}
