using StackExchange.Redis;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Channels;

internal sealed class RedisSharedDocuments(IConnectionMultiplexer redis, RedisKeys keys) : ISharedDocuments
{
    private readonly IDatabase database = redis.GetDatabase();

    public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellation) =>
        (ttl is { } time ? database.StringSetAsync(keys.Fixed(key), value, time) : database.StringSetAsync(keys.Fixed(key), value)).WaitAsync(cancellation);

    public async Task<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellation)
    {
        var value = await database.StringGetAsync(keys.Fixed(key)).WaitAsync(cancellation).ConfigureAwait(false);
        // Not "null : ...": that null would become an empty memory by way of byte[].
        return value.IsNull ? default(ReadOnlyMemory<byte>?) : (byte[])value!;
    }

    public async Task SetFieldsAsync(
        string key, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> fields, TimeSpan? ttl, CancellationToken cancellation)
    {
        if (fields.Count == 0)
            return;
        var batch = database.CreateBatch();
        List<Task> sent = [batch.HashSetAsync(keys.Fixed(key), [.. fields.Select(f => new HashEntry(f.Key, f.Value))])];
        if (ttl is { } time)
            sent.Add(batch.KeyExpireAsync(keys.Fixed(key), time));
        batch.Execute();
        await Task.WhenAll(sent).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public Task RemoveFieldsAsync(string key, IReadOnlyCollection<string> fields, CancellationToken cancellation) =>
        fields.Count == 0
            ? Task.CompletedTask
            : database.HashDeleteAsync(keys.Fixed(key), [.. fields.Select(f => (RedisValue)f)]).WaitAsync(cancellation);

    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> GetFieldsAsync(string key, CancellationToken cancellation)
    {
        var entries = await database.HashGetAllAsync(keys.Fixed(key)).WaitAsync(cancellation).ConfigureAwait(false);
        return entries.ToDictionary(e => (string)e.Name!, e => (ReadOnlyMemory<byte>)(byte[])e.Value!, StringComparer.Ordinal);
    }

    public async Task PushAsync(string key, ReadOnlyMemory<byte> value, int keep, CancellationToken cancellation)
    {
        var batch = database.CreateBatch();
        Task[] sent = [batch.ListLeftPushAsync(keys.Fixed(key), value), batch.ListTrimAsync(keys.Fixed(key), 0, keep - 1)];
        batch.Execute();
        await Task.WhenAll(sent).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<long> PushAsync(string key, ReadOnlyMemory<byte> value, int most, int cutTo, CancellationToken cancellation)
    {
        var length = await database.ListLeftPushAsync(keys.Fixed(key), value).WaitAsync(cancellation).ConfigureAwait(false);
        if (length <= most)
            return length;
        await database.ListTrimAsync(keys.Fixed(key), 0, cutTo - 1).WaitAsync(cancellation).ConfigureAwait(false);
        return cutTo;
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListAsync(string key, int count, CancellationToken cancellation)
    {
        var values = await database.ListRangeAsync(keys.Fixed(key), 0, count - 1).WaitAsync(cancellation).ConfigureAwait(false);
        return [.. values.Select(v => (ReadOnlyMemory<byte>)(byte[])v!)];
    }

    public Task<bool> DeleteAsync(string key, CancellationToken cancellation) => database.KeyDeleteAsync(keys.Fixed(key)).WaitAsync(cancellation);

    public Task<bool> ClaimAsync(string key, TimeSpan ttl, CancellationToken cancellation) =>
        database.StringSetAsync(keys.Fixed(key), "1", ttl, When.NotExists).WaitAsync(cancellation);
}
