using System.Globalization;
using StackExchange.Redis;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Channels;

/// <summary>A hash per area, <c>swarm-messaging:counters:{area}</c>; the server adds.</summary>
internal sealed class RedisCounters(IConnectionMultiplexer redis, RedisKeys keys) : ICounters
{
    private readonly IDatabase database = redis.GetDatabase();

    public async Task AddAsync(string area, IReadOnlyDictionary<string, double> increments, CancellationToken cancellation)
    {
        if (increments.Count == 0)
            return;
        var batch = database.CreateBatch();
        var sent = increments.Select(i => batch.HashIncrementAsync(Key(area), i.Key, i.Value)).ToList();
        batch.Execute();
        await Task.WhenAll(sent).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyDictionary<string, double>> ReadAsync(string area, CancellationToken cancellation)
    {
        var entries = await database.HashGetAllAsync(Key(area)).WaitAsync(cancellation).ConfigureAwait(false);
        return entries.ToDictionary(
            e => (string)e.Name!, e => double.Parse((string)e.Value!, NumberStyles.Float, CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    public Task RemoveAsync(string area, IReadOnlyCollection<string> names, CancellationToken cancellation) => names.Count == 0
        ? Task.CompletedTask
        : database.HashDeleteAsync(Key(area), [.. names.Select(n => (RedisValue)n)]).WaitAsync(cancellation);

    private RedisKey Key(string area) => keys.Global($"counters:{area}");
}
