using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StackExchange.Redis.Availability;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Hosting;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>Calls scripts of swarms with what all of them need.</summary>
internal sealed class SwarmRedis(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock, IOptionsMonitor<SwarmsOptions> options)
{
    private static readonly TimeSpan HostLate = 2 * SwarmHosting.OfferInterval;

    private readonly RedisKey[] root = [keys.Swarms];

    /// <summary>Tries again what its connection broke under, where that cannot do anything twice.</summary>
    public IDatabaseAsync Database { get; } = redis.GetDatabase().WithRetry();

    /// <summary>For scans, whose pages are requests of their own.</summary>
    public IDatabaseAsync Scans { get; } = redis.GetDatabase();

    public ISubscriber Subscriber { get; } = redis.GetSubscriber();

    public SwarmsOptions Options => options.CurrentValue;

    /// <summary>A key under the tag of swarms; swarm-prelude.lua has them.</summary>
    public string Key(string name) => keys.Swarms + name;

    /// <summary>Cancelled only before the script is sent: after that its outcome would be unknown.</summary>
    public Task<RedisResult> RunAsync(RedisScript script, CancellationToken cancellation, params RedisValue[] own) => RunAsync(script, CommandFlags.None, own, cancellation);

    /// <summary>For a script that changes nothing, and may be run again.</summary>
    public Task<RedisResult> ReadAsync(RedisScript script, CancellationToken cancellation, params RedisValue[] own) =>
        RunAsync(script, CommandFlags.CommandRetryReadOnly, own, cancellation);

    private Task<RedisResult> RunAsync(RedisScript script, CommandFlags flags, RedisValue[] own, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var settings = options.CurrentValue;
        return script.RunAsync(Database, root, [
            clock.OffsetMs, settings.MaxActive, Milliseconds(settings.InterruptAfter), Milliseconds(settings.HostSilence), Milliseconds(HostLate), .. own,
        ], flags);
    }

    /// <summary>The store's clock.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellation) => StateRead.Of(await ReadAsync(StateRead.Script, cancellation, "").ConfigureAwait(false)).Now;

    public static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
