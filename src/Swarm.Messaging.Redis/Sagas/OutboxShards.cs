using System.Globalization;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>What sagas emitted and nobody is known to have sent.</summary>
internal sealed class OutboxShards(SagaShards shards)
{
    private static readonly RedisScript Claim = new("Sagas.outbox.lua");

    public void Clear(IReadOnlyCollection<OutboxPlace> entries)
    {
        foreach (var shard in entries.GroupBy(entry => shards.ShardOf(entry.Key), entry => (RedisValue)entry.Place))
            shards.Database.StreamDelete($"{shard.Key}emitted", [.. shard], CommandFlags.FireAndForget);
    }

    public async Task<IReadOnlyList<StoredOutbox>> ClaimAsync(TimeSpan olderThan, int limit)
    {
        var replies = await shards.TakeAsync(
            limit,
            (shard, share) => Claim.RunAsync(
                shards.Database, [$"{shard}emitted", shard], [shards.ClockOffset, SagaShards.Milliseconds(olderThan), share]),
            reply => reply.Length / 3).ConfigureAwait(false);
        return [.. replies.SelectMany(Entries)];
    }

    private static IEnumerable<StoredOutbox> Entries(RedisResult reply)
    {
        for (var n = 0; n < reply.Length; n += 3)
            yield return new StoredOutbox(IdOf((string)reply[n + 1]!), (string)reply[n]!, (ReadOnlyMemory<byte>)(RedisValue)reply[n + 2]);
    }

    // type:id:version, none of which holds a colon
    private static StoredOutboxId IdOf(string entry)
    {
        var parts = entry.Split(':');
        return new StoredOutboxId(new SagaKey(parts[0], parts[1]), long.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
