using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>What every part of the store works with: the connection, the names and the clock.</summary>
internal sealed class SagaShards(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock)
{
    // Lua spreads at most 8,000 values over one call, and a score with its member is two of them.
    private const int LargestShare = 3_500;

    private uint turn;

    public IDatabase Database { get; } = redis.GetDatabase();

    public ISubscriber Subscriber { get; } = redis.GetSubscriber();

    public RedisKeys Keys { get; } = keys;

    /// <summary>As scripts want it: their first argument.</summary>
    public RedisValue ClockOffset => clock.OffsetMs;

    public RedisKey Saga(SagaKey key) => Keys.Saga(key);

    public RedisKey Side(SagaKey key, string name) => $"{Keys.Saga(key)}:{name}";

    public string ShardOf(SagaKey key) => Keys.Shard(Keys.ShardOf(key));

    /// <summary>A key of a saga holds something of another kind than what is kept there, or lacks what is. Of keys that all sagas of a shard share it is an error like any other.</summary>
    public static bool IsDamage(RedisServerException e) => e.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal) || e.Message.StartsWith("DAMAGED", StringComparison.Ordinal);

    public SagaDamagedException Damaged(SagaKey key, RedisServerException e) => Damaged(key, e.Message.Split(" script: ")[0], e);

    public SagaDamagedException Damaged(SagaKey key, string said, Exception? e = null) => new(key, Keys.Saga(key).ToString(), said, e);

    /// <summary>Runs on all shards at once.</summary>
    public Task<T[]> OnEach<T>(Func<string, Task<T>> onShard) =>
        Task.WhenAll(Enumerable.Range(0, Keys.Shards).Select(n => onShard(Keys.Shard(n))));

    /// <summary>
    /// Takes up to <paramref name="limit"/> from all shards: even shares at once, then what is left of the limit from those that had
    /// more to give, so that fewer than the limit means that no shard has any left. Who is first changes from call to call.
    /// </summary>
    /// <param name="take">Given a shard and its share, which may be 0 in the first round.</param>
    public async Task<List<T>> TakeAsync<T>(int limit, Func<string, int, Task<T>> take, Func<T, int> count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var first = (int)(Interlocked.Increment(ref turn) % (uint)Keys.Shards);
        var open = Enumerable.Range(0, Keys.Shards).Select(n => Keys.Shard((first + n) % Keys.Shards)).ToArray();
        var taken = new List<T>();
        while (limit > 0 && open.Length > 0)
        {
            var shares = open.Select((_, n) => Math.Min(LargestShare, (limit / open.Length) + (n < limit % open.Length ? 1 : 0))).ToArray();
            var round = await Task.WhenAll(open.Zip(shares, take)).ConfigureAwait(false);
            taken.AddRange(round);
            limit -= round.Sum(count);
            open = [.. open.Where((_, n) => count(round[n]) >= shares[n])];
        }

        return taken;
    }

    /// <summary>Rounded up: nothing comes early.</summary>
    public static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(Math.Max(0, time.TotalMilliseconds));
}
