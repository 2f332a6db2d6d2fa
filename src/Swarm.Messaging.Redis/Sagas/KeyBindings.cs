using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>
/// Which saga id a client's idempotency key stands for. The saga may lie on another shard than the binding, so its existence is asked
/// in between, and what was decided on it is written only if the binding is still the one that was read.
/// </summary>
internal sealed class KeyBindings(SagaShards shards)
{
    private static readonly RedisScript Script = new("Sagas.bind.lua");
    private static readonly RedisScript Due = new("Sagas.bindings-due.lua");
    private static readonly RedisScript Drop = new("Sagas.bindings-drop.lua");
    private static readonly TimeSpan CommitUnderWay = TimeSpan.FromMinutes(1);

    /// <summary>How often it is looked whether the saga of a binding for life is still there. Longer than any commit takes.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    /// <param name="retention">Null: for as long as the saga is kept.</param>
    public async Task<string> BindAsync(string type, string client, string idempotencyKey, string id, TimeSpan? retention, CancellationToken cancellation)
    {
        // The client's length keeps "a:b" + "c" apart from "a" + "b:c".
        var name = $"bind:{type}:{client.Length}:{client}:{idempotencyKey}";
        var shard = shards.Keys.Shard(shards.Keys.ShardOf(name));
        var givesWay = RedisValue.EmptyString;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var reply = await Script.RunAsync(
                shards.Database,
                [shard + name, Index(shard)],
                [
                    shards.ClockOffset, id, retention is { } time ? Math.Max(1, SagaShards.Milliseconds(time)) : RedisValue.EmptyString, givesWay, name,
                    SagaShards.Milliseconds(LookAgain),
                ]).ConfigureAwait(false);
            var bound = (string)reply[0]!;
            if (bound == id || (long)reply[1] <= (long)CommitUnderWay.TotalMilliseconds) return bound;
            if (await ExistsAsync(type, bound).ConfigureAwait(false)) return bound;
            givesWay = (RedisValue)reply[2];
        }
    }

    /// <summary>Deletes bindings for life whose sagas are gone.</summary>
    /// <returns>How many were looked at.</returns>
    public async Task<int> SweepAsync(int limit)
    {
        var looked = await shards.TakeAsync(limit, LookAsync, count => count).ConfigureAwait(false);
        return looked.Sum();
    }

    private async Task<int> LookAsync(string shard, int share)
    {
        var reply = await Due.RunAsync(
            shards.Database, [Index(shard), shard], [shards.ClockOffset, share, SagaShards.Milliseconds(LookAgain)]).ConfigureAwait(false);
        await Task.WhenAll(Enumerable.Range(0, reply.Length / 2).Select(n => LookAtAsync(shard, (string)reply[(2 * n) + 1]!, (string)reply[(2 * n) + 2]!))).ConfigureAwait(false);
        return (int)reply[0];
    }

    private async Task LookAtAsync(string shard, string name, string value)
    {
        var (type, id) = (name.Split(':', 3)[1], value.Split('|', 3)[2]);
        if (!await ExistsAsync(type, id).ConfigureAwait(false))
            await Drop.RunAsync(shards.Database, [shard + name, Index(shard)], [value, name]).ConfigureAwait(false);
    }

    private Task<bool> ExistsAsync(string type, string id) => shards.Database.KeyExistsAsync(shards.Saga(new SagaKey(type, id)));

    private static RedisKey Index(string shard) => shard + "bindings";
}
