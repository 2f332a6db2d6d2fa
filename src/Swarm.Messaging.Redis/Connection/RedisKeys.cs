using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>Every key of our own is named here. All keys one script touches share one hash tag.</summary>
internal sealed class RedisKeys
{
    private readonly string root;
    private readonly ImmutableArray<string> shardRoots;

    private readonly string fixedRoot;

    public RedisKeys(string prefix, int shards)
    {
        fixedRoot = prefix.Length == 0 ? "" : $"{prefix}:";
        root = prefix.Length == 0 ? "swarm-messaging:" : $"{prefix}:swarm-messaging:";
        shardRoots = [.. Enumerable.Range(0, shards).Select(n => $"{root}{{s{n:00}}}:")];
        Placement = $"{root}{{placement}}:";
        Swarms = $"{root}{{swarms}}:";
    }

    /// <summary>Prefix of everything of placement, ending in a colon.</summary>
    public string Placement { get; }

    /// <summary>Prefix of everything of swarms, ending in a colon.</summary>
    public string Swarms { get; }

    public int Shards => shardRoots.Length;

    /// <summary>A key outside shards and placement, e.g. <c>shards</c>, <c>alerts</c>, <c>rejected</c>.</summary>
    public string Global(string name) => root + name;

    /// <summary>A key or channel whose name the specification fixes; only an installation prefix is put before it.</summary>
    public string Fixed(string name) => fixedRoot + name;

    /// <summary>Prefix of everything of one shard, ending in a colon: <c>swarm-messaging:{s07}:</c>.</summary>
    public string Shard(int shard) => shardRoots[shard];

    /// <summary>Sagas of a type whose ids are the same up to the first tilde share a shard: the tasks of a workflow, which come and end together, are committed together.</summary>
    public int ShardOf(SagaKey key)
    {
        var tilde = key.Id.IndexOf('~', StringComparison.Ordinal);
        return ShardOf($"{key.Type}:{(tilde < 0 ? key.Id : key.Id.AsSpan(0, tilde))}");
    }

    /// <summary>Any text's shard; stable for ever, it places data.</summary>
    public int ShardOf(string text) => (int)(XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(text)) % (uint)shardRoots.Length);

    /// <summary>The saga's hash; its side keys are this plus <c>:inbox</c>, <c>:timeline</c>, <c>:payload</c>, ...</summary>
    public string Saga(SagaKey key) => $"{Shard(ShardOf(key))}saga:{key.Type}:{key.Id}";
}
