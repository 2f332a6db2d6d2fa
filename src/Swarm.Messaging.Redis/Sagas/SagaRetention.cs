using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>Deletes ended sagas with everything they own.</summary>
internal sealed class SagaRetention(SagaShards shards)
{
    private static readonly RedisScript Delete = new("Sagas.delete.lua");

    public async Task<int> SweepAsync(int limit)
    {
        var deleted = await shards.TakeAsync(
            limit,
            async (shard, share) => (int)await Delete.RunAsync(shards.Database, [shard], [shards.ClockOffset, share, ""]).ConfigureAwait(false),
            count => count).ConfigureAwait(false);
        return deleted.Sum();
    }

    public async Task<bool> DeleteAsync(SagaKey key) =>
        (int)await Delete.RunAsync(
            shards.Database, [shards.ShardOf(key)], [shards.ClockOffset, 1, $"{key.Type}|{key.Id}"]).ConfigureAwait(false) == 1;
}
