using MassTransit;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Proves progress instead of asserting it: a loop that has not ended a run for long is unready, whatever the reason.</summary>
internal sealed class Readiness(
    IEnumerable<PeriodicService> services, LeaseKeeper keeper, IConnectionMultiplexer redis, RedisKeys keys, IBusControl bus, AmqpConnection broker,
    IOptionsMonitor<PlacementOptions> placement, TimeProvider time)
{
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(2);

    /// <summary>Runs a loop may miss, and the least time it may be silent: a busy machine is late without being stuck.</summary>
    private const int MissedRuns = 3;
    private static readonly TimeSpan LeastSilence = TimeSpan.FromSeconds(15);

    public async Task<IReadOnlyList<HealthCheck>> CheckAsync(CancellationToken cancellation) =>
    [
        await PingAsync(cancellation).ConfigureAwait(false),
        Bus(),
        Progress("lease-keeper", keeper.SinceProgress, placement.CurrentValue.Lease),
        .. services.Select(s => Progress(Kebab(s.GetType().Name), s.SinceProgress, Longer(s.Interval * MissedRuns, LeastSilence))),
    ];

    private static HealthCheck Progress(string name, TimeSpan since, TimeSpan limit) =>
        new(name, since <= limit, $"last good run {since.TotalSeconds:0.0} s ago, at most {limit.TotalSeconds:0} s");

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    private async Task<HealthCheck> PingAsync(CancellationToken cancellation)
    {
        try
        {
            var begun = time.GetTimestamp();
            // A server that is full, or cannot write to its disk, answers pings as ever.
            await redis.GetDatabase().StringSetAsync(keys.Global("ready"), 1, TimeSpan.FromMinutes(1)).WaitAsync(PingLimit, time, cancellation).ConfigureAwait(false);
            return new HealthCheck("redis", true, $"takes a write in {time.GetElapsedTime(begun).TotalMilliseconds:0.0} ms");
        }
        catch (RedisServerException e)
        {
            return new HealthCheck("redis", false, Reachability.Refusal(e.Message));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return new HealthCheck("redis", false, e is TimeoutException ? $"no answer within {PingLimit.TotalSeconds:0} s" : "not connected");
        }
    }

    private HealthCheck Bus()
    {
        // Of a broker that hangs, the bus may know nothing while it connects anew.
        if (broker.IsAway)
            return new HealthCheck("bus", false, "The broker is out of reach: commands are refused.");
        var health = bus.CheckHealth();
        return new HealthCheck("bus", health.Status == BusHealthStatus.Healthy, health.Description);
    }
}
