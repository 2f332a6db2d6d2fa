using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>What every part of the store works with: the connection, the names and the clock.</summary>
internal sealed class SagaShards(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock)
{
    private uint turn;

    public IDatabase Database { get; } = redis.GetDatabase();

    public ISubscriber Subscriber { get; } = redis.GetSubscriber();

    public RedisKeys Keys { get; } = keys;

    /// <summary>As scripts want it: their first argument.</summary>
    public RedisValue ClockOffset => clock.OffsetMs;

    public RedisKey Saga(SagaKey key) => Keys.Saga(key);

    public RedisKey Side(SagaKey key, string name) => $"{Keys.Saga(key)}:{name}";

    public string ShardOf(SagaKey key) => Keys.Shard(Keys.ShardOf(key));

    /// <summary>Runs on all shards at once.</summary>
    public Task<T[]> OnEach<T>(Func<string, Task<T>> onShard) =>
        Task.WhenAll(Enumerable.Range(0, Keys.Shards).Select(n => onShard(Keys.Shard(n))));

    /// <summary>Runs on all shards at once, dividing a limit exactly; who gets the remainder changes from call to call.</summary>
    public Task<T[]> OnEach<T>(int limit, Func<string, int, Task<T>> onShard)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var first = (int)(Interlocked.Increment(ref turn) % (uint)Keys.Shards);
        return Task.WhenAll(Enumerable.Range(0, Keys.Shards).Select(n =>
        {
            var shard = (first + n) % Keys.Shards;
            return onShard(Keys.Shard(shard), (limit / Keys.Shards) + (n < limit % Keys.Shards ? 1 : 0));
        }));
    }

    /// <summary>Rounded up: nothing comes early.</summary>
    public static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(Math.Max(0, time.TotalMilliseconds));
}
