using System.Buffers.Text;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>Reads a saga and what lies beside it; writes notes.</summary>
internal sealed class SagaReader(SagaShards shards)
{
    private static readonly RedisScript Note = new("Sagas.note.lua");

    public async Task<StoredSaga?> LoadAsync(SagaKey key)
    {
        var fields = await OfAsync(key, shards.Database.HashGetAllAsync(shards.Saga(key))).ConfigureAwait(false);
        if (fields.Length == 0) return null;
        long? version = null;
        var schema = 0;
        var state = "";
        ReadOnlyMemory<byte> document = default;
        var timers = new Dictionary<string, long>();
        foreach (var field in fields)
        {
            var name = (string)field.Name!;
            switch (name)
            {
                case "v": version = Number(key, field); break;
                case "sv": schema = (int)Number(key, field); break;
                case "st": state = (string)field.Value!; break;
                case "d": document = field.Value; break;
                default:
                    if (name.StartsWith("t:", StringComparison.Ordinal)) timers[name[2..]] = Number(key, field);
                    break;
            }
        }

        return new StoredSaga(key, version ?? throw shards.Damaged(key, "its field v is missing"), schema, state, document, timers) { Place = shards.Saga(key).ToString() };
    }

    public async Task<long> VersionAsync(SagaKey key) =>
        await OfAsync(key, shards.Database.HashGetAsync(shards.Saga(key), "v")).ConfigureAwait(false) is { IsNull: false } version
            ? Number(key, new HashEntry("v", version)) : 0;

    public async Task<bool> IsAppliedAsync(SagaKey key, string itemId) =>
        await OfAsync(key, shards.Database.SortedSetScoreAsync(shards.Side(key, "inbox"), itemId)).ConfigureAwait(false) is not null;

    public async Task<ReadOnlyMemory<byte>?> SideAsync(SagaKey key, string name) =>
        Bytes(await OfAsync(key, shards.Database.StringGetAsync(shards.Side(key, name))).ConfigureAwait(false));

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> CollectionAsync(SagaKey key, string collection)
    {
        var entries = await OfAsync(key, shards.Database.ListRangeAsync(shards.Side(key, $"c:{collection}"))).ConfigureAwait(false);
        return [.. entries.Select(entry => (ReadOnlyMemory<byte>)entry)];
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>?>> FieldsAsync(SagaKey key, string collection, IReadOnlyList<string> fields)
    {
        var values = await OfAsync(key, shards.Database.HashGetAsync(shards.Side(key, $"c:{collection}"), [.. fields.Select(f => (RedisValue)f)])).ConfigureAwait(false);
        return [.. values.Select(Bytes)];
    }

    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> AllFieldsAsync(SagaKey key, string collection)
    {
        var entries = await OfAsync(key, shards.Database.HashGetAllAsync(shards.Side(key, $"c:{collection}"))).ConfigureAwait(false);
        return entries.ToDictionary(e => (string)e.Name!, e => (ReadOnlyMemory<byte>)e.Value, StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<StoredTimelineEntry>> TimelineAsync(SagaKey key)
    {
        var entries = await OfAsync(key, shards.Database.ListRangeAsync(shards.Side(key, "timeline"))).ConfigureAwait(false);
        return [.. entries.Select(entry => TimelineEntry(key, entry))];
    }

    public Task WriteNoteAsync(SagaKey key, string name, ReadOnlyMemory<byte> note) =>
        OfAsync(key, Note.RunAsync(shards.Database, [shards.Saga(key), shards.Side(key, "notes")], [name, note]));

    public async Task<ReadOnlyMemory<byte>?> NoteAsync(SagaKey key, string name) =>
        Bytes(await OfAsync(key, shards.Database.HashGetAsync(shards.Side(key, "notes"), name)).ConfigureAwait(false));

    private async Task<T> OfAsync<T>(SagaKey key, Task<T> read)
    {
        try
        {
            return await read.ConfigureAwait(false);
        }
        catch (RedisServerException e) when (SagaShards.IsDamage(e))
        {
            throw shards.Damaged(key, e);
        }
    }

    private long Number(SagaKey key, HashEntry field) =>
        field.Value.TryParse(out long number) ? number : throw shards.Damaged(key, $"its field {field.Name} is no number");

    // Not "null : ...": that null would become an empty memory by way of byte[].
    private static ReadOnlyMemory<byte>? Bytes(RedisValue value) => value.IsNull ? default(ReadOnlyMemory<byte>?) : (ReadOnlyMemory<byte>)value;

    // ms|version|json
    private StoredTimelineEntry TimelineEntry(SagaKey key, RedisValue value)
    {
        ReadOnlyMemory<byte> bytes = value;
        var one = bytes.Span.IndexOf((byte)'|');
        var two = one + 1 + bytes.Span[(one + 1)..].IndexOf((byte)'|');
        if (one < 0 || two <= one || !Utf8Parser.TryParse(bytes.Span[..one], out long ms, out _) || !Utf8Parser.TryParse(bytes.Span[(one + 1)..two], out long version, out _))
            throw shards.Damaged(key, "a line of its timeline does not begin with time and version");
        return new StoredTimelineEntry(DateTimeOffset.FromUnixTimeMilliseconds(ms), version, bytes[(two + 1)..]);
    }
}
