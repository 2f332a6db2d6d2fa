using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>The number of shards places all data, so it is stored at first use and never changes.</summary>
internal static class ShardCount
{
    /// <exception cref="InvalidOperationException">The data in this Redis was placed on another number of shards.</exception>
    public static async Task EnsureAsync(SagaShards shards)
    {
        var key = shards.Keys.Global("shards");
        await shards.Database.StringSetAsync(key, shards.Keys.Shards, when: When.NotExists).ConfigureAwait(false);
        var stored = await shards.Database.StringGetAsync(key).ConfigureAwait(false);
        if (stored != shards.Keys.Shards)
            throw new InvalidOperationException(
                $"The store is set to {shards.Keys.Shards} shards, but the data under '{shards.Keys.Global("")}' in this Redis is spread over {stored} (key '{key}'): "
                + "sagas would be looked for where they are not. Set Shards to the stored number, or use another KeyPrefix or an empty Redis.");
    }
}
