using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>Calls scripts of swarms with what all of them need.</summary>
internal sealed class SwarmRedis(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock, IOptionsMonitor<SwarmsOptions> options)
{
    private readonly RedisKey[] root = [keys.Swarms];

    public IDatabase Database { get; } = redis.GetDatabase();

    public ISubscriber Subscriber { get; } = redis.GetSubscriber();

    public SwarmsOptions Options => options.CurrentValue;

    /// <summary>A key under the tag of swarms; swarm-prelude.lua has them.</summary>
    public string Key(string name) => keys.Swarms + name;

    /// <summary>Cancelled only before the script is sent: after that its outcome would be unknown.</summary>
    public Task<RedisResult> RunAsync(RedisScript script, CancellationToken cancellation, params RedisValue[] own)
    {
        cancellation.ThrowIfCancellationRequested();
        var settings = options.CurrentValue;
        return script.RunAsync(Database, root, [
            clock.OffsetMs, settings.MaxActive, Milliseconds(settings.InterruptAfter), Milliseconds(settings.HostSilence), .. own,
        ]);
    }

    public static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
