using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>What sagas emitted and nobody is known to have sent.</summary>
internal sealed class OutboxShards(SagaShards shards)
{
    private static readonly RedisScript Claim = new("Sagas.outbox.lua");

    /// <summary>An entry cleared from only one of the two keys by a crash is harmless: claiming mends it, and so does deleting the saga.</summary>
    public void Clear(IReadOnlyCollection<StoredOutboxId> entries)
    {
        foreach (var shard in entries.GroupBy(entry => shards.ShardOf(entry.Key)))
        {
            RedisValue[] ids = [.. shard.Select(entry => (RedisValue)$"{entry.Key}:{entry.Version}")];
            shards.Database.HashDelete($"{shard.Key}outbox", ids, CommandFlags.FireAndForget);
            shards.Database.SortedSetRemove($"{shard.Key}outbox:due", ids, CommandFlags.FireAndForget);
        }
    }

    public async Task<IReadOnlyList<StoredOutbox>> ClaimAsync(TimeSpan olderThan, int limit)
    {
        var replies = await shards.TakeAsync(
            limit,
            (shard, share) => Claim.RunAsync(
                shards.Database, [$"{shard}outbox", $"{shard}outbox:due"], [shards.ClockOffset, SagaShards.Milliseconds(olderThan), share]),
            reply => reply.Length / 2).ConfigureAwait(false);
        return [.. replies.SelectMany(Entries)];
    }

    private static IEnumerable<StoredOutbox> Entries(RedisResult reply)
    {
        for (var n = 0; n < reply.Length; n += 2)
        {
            var id = (string)reply[n]!;
            yield return new StoredOutbox(id, KeyOf(id), (ReadOnlyMemory<byte>)(RedisValue)reply[n + 1]);
        }
    }

    // type:id:version, none of which holds a colon
    private static SagaKey KeyOf(string entry)
    {
        var parts = entry.Split(':');
        return new SagaKey(parts[0], parts[1]);
    }
}
