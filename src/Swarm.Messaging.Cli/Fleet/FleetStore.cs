using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Swarms.Leadership;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Resources;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>What is true of swarms, read from Redis past all hosts: also while none of them answers.</summary>
internal sealed class FleetStore(IConnectionMultiplexer redis, string prefix)
{
    private readonly IDatabase database = redis.GetDatabase();
    private readonly RedisKeys keys = new(prefix, 1);
    private readonly RedisSwarmLeadership leadership = new(redis, new RedisKeys(prefix, 1), new StoreClock(), Options.Create(new LeadershipOptions()));

    /// <returns>Null: nobody leads now.</returns>
    public Task<SwarmLeader?> LeaderAsync(CancellationToken cancellation) => leadership.CurrentAsync(cancellation);

    /// <summary>The write log.</summary>
    public Task<IReadOnlyList<LeaderWrite>> WritesAsync(CancellationToken cancellation) => leadership.WritesAsync(cancellation);

    /// <summary>A swarm as it is now: what hosts answer may be some seconds old.</summary>
    public async Task<FleetSwarm> SwarmAsync(string id)
    {
        var fields = await database.HashGetAsync($"{keys.Swarms}swarm:{id}", ["status", "host", "term", "reason"]).ConfigureAwait(false);
        return new FleetSwarm(id, fields[0], fields[1], (long)fields[2], fields[3]);
    }

    /// <summary>A pool and who holds what, of one moment.</summary>
    public async Task<ResourcePool> PoolAsync(string type)
    {
        var moment = database.CreateTransaction();
        var (pool, holds) = (moment.HashGetAsync($"{keys.Swarms}pool:{type}", ["total", "available"]), moment.HashGetAllAsync($"{keys.Swarms}holds:{type}"));
        await moment.ExecuteAsync().ConfigureAwait(false);
        var figures = await pool.ConfigureAwait(false);
        return new ResourcePool(
            type, (long)figures[0], (long)figures[1], (await holds.ConfigureAwait(false)).ToDictionary(h => (string)h.Name!, h => (long)h.Value, StringComparer.Ordinal));
    }

    /// <summary>What live leases hold of a type, over all swarms; only while nobody allocates.</summary>
    public async Task<long> LeasedAsync(string type)
    {
        var sum = 0L;
        foreach (var lease in await database.SortedSetRangeByRankAsync($"{keys.Swarms}leases").ConfigureAwait(false))
        {
            var held = await database.HashGetAsync($"{keys.Swarms}lease:{lease}", ["type", "amount"]).ConfigureAwait(false);
            if (held[0] == type)
                sum += (long)held[1];
        }

        return sum;
    }

    /// <summary>The copy under its fixed name.</summary>
    public async Task<long> ShownAsync(string type) => (long)await database.StringGetAsync(keys.Fixed($"swarm:resources:{type}:available")).ConfigureAwait(false);
}
