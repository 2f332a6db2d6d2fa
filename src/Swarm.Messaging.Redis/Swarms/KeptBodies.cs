using System.Text.Json;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>
/// Bodies of snapshots and checkpoints, under the names of the specification alone: written once, before the index has them, and gone by
/// themselves. An index entry without its body is past its time.
/// </summary>
internal sealed class KeptBodies(SwarmRedis redis, RedisKeys keys)
{
    public const string Snapshots = "snapshots";
    public const string Checkpoints = "checkpoints";

    // It stands where a body of that id would.
    private const string Index = "index";

    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public Task WriteAsync(SwarmSnapshot snapshot, CancellationToken cancellation) =>
        WriteAsync(Key(snapshot.SwarmId, Snapshots, snapshot.Id), JsonSerializer.SerializeToUtf8Bytes(snapshot, Json), cancellation);

    public Task WriteAsync(SwarmCheckpoint checkpoint, CancellationToken cancellation) =>
        WriteAsync(Key(checkpoint.SwarmId, Checkpoints, checkpoint.Id), JsonSerializer.SerializeToUtf8Bytes(checkpoint, Json), cancellation);

    /// <returns>Null: there is none of that id.</returns>
    /// <exception cref="JsonException">What is stored is no JSON, or no copy of that kind, or names itself another.</exception>
    public Task<SwarmSnapshot?> SnapshotAsync(string swarmId, string id, CancellationToken cancellation) =>
        ReadAsync<SwarmSnapshot>(swarmId, Snapshots, id, s => (s.SwarmId, s.Id), cancellation);

    /// <inheritdoc cref="SnapshotAsync"/>
    public Task<SwarmCheckpoint?> CheckpointAsync(string swarmId, string id, CancellationToken cancellation) =>
        ReadAsync<SwarmCheckpoint>(swarmId, Checkpoints, id, c => (c.SwarmId, c.Id), cancellation);

    public Task RemoveAsync(string swarmId, string kind, IEnumerable<string> ids, CancellationToken cancellation) =>
        Task.WhenAll(ids.Select(id => redis.Database.KeyDeleteAsync(Key(swarmId, kind, id)))).WaitAsync(cancellation);

    public RedisKey Key(string swarmId, string kind, string id) => keys.Fixed($"swarm:{Singular(kind)}:{swarmId}:{id}");

    public RedisKey IndexKey(string swarmId, string kind) => keys.Fixed($"swarm:{Singular(kind)}:{swarmId}:{Index}");

    private async Task<T?> ReadAsync<T>(string swarmId, string kind, string id, Func<T, (string SwarmId, string Id)> names, CancellationToken cancellation)
        where T : class
    {
        if (id == Index)
            return null;
        var body = await redis.Database.StringGetAsync(Key(swarmId, kind, id)).WaitAsync(cancellation).ConfigureAwait(false);
        if (body.IsNull)
            return null;
        var copy = JsonSerializer.Deserialize<T>((byte[])body!, Json) ?? throw new JsonException($"What is stored as {id} of {swarmId} is nothing.");
        return names(copy) == (swarmId, id) ? copy : throw new JsonException($"What is stored as {id} of {swarmId} calls itself {names(copy).Id} of {names(copy).SwarmId}.");
    }

    private Task WriteAsync(RedisKey key, byte[] body, CancellationToken cancellation) =>
        redis.Database.StringSetAsync(key, body, redis.Options.StateTtl).WaitAsync(cancellation);

    private static string Singular(string kind) => kind[..^1];
}
