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
    private static readonly TimeSpan CommitUnderWay = TimeSpan.FromMinutes(1);

    public async Task<string> BindAsync(string type, string client, string idempotencyKey, string id, TimeSpan retention, CancellationToken cancellation)
    {
        // The client's length keeps "a:b" + "c" apart from "a" + "b:c".
        var name = $"bind:{type}:{client.Length}:{client}:{idempotencyKey}";
        RedisKey key = shards.Keys.Shard(shards.Keys.ShardOf(name)) + name;
        var givesWay = RedisValue.EmptyString;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var reply = await Script.RunAsync(
                shards.Database,
                [key],
                [shards.ClockOffset, id, Math.Max(1, SagaShards.Milliseconds(retention)), givesWay]).ConfigureAwait(false);
            var bound = (string)reply[0]!;
            if (bound == id || (long)reply[1] <= (long)CommitUnderWay.TotalMilliseconds) return bound;
            if (await shards.Database.KeyExistsAsync(shards.Saga(new SagaKey(type, bound))).ConfigureAwait(false)) return bound;
            givesWay = (RedisValue)reply[2];
        }
    }
}
