using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Tests.Channels;

/// <summary>Documents within the process; nothing expires.</summary>
internal sealed class MemoryDocuments : ISharedDocuments
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ReadOnlyMemory<byte>> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, ReadOnlyMemory<byte>>> hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ReadOnlyMemory<byte>>> lists = new(StringComparer.Ordinal);

    public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellation) => Do(() => values[key] = value);

    public Task<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellation) =>
        Do(() => values.TryGetValue(key, out var value) ? value : (ReadOnlyMemory<byte>?)null);

    public Task SetFieldsAsync(string key, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> fields, TimeSpan? ttl, CancellationToken cancellation) => Do(() =>
    {
        var hash = hashes.TryGetValue(key, out var known) ? known : hashes[key] = new(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
            hash[name] = value;
        return true;
    });

    public Task RemoveFieldsAsync(string key, IReadOnlyCollection<string> fields, CancellationToken cancellation) =>
        Do(() => hashes.TryGetValue(key, out var hash) ? fields.Count(hash.Remove) : 0);

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> GetFieldsAsync(string key, CancellationToken cancellation) =>
        Do<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(() =>
            hashes.TryGetValue(key, out var hash) ? new Dictionary<string, ReadOnlyMemory<byte>>(hash) : []);

    public Task PushAsync(string key, ReadOnlyMemory<byte> value, int keep, CancellationToken cancellation) => PushAsync(key, value, keep, keep, cancellation);

    public Task<long> PushAsync(string key, ReadOnlyMemory<byte> value, int most, int cutTo, CancellationToken cancellation) => Do<long>(() =>
    {
        var list = lists.TryGetValue(key, out var known) ? known : lists[key] = [];
        list.Insert(0, value);
        if (list.Count > most)
            list.RemoveRange(cutTo, list.Count - cutTo);
        return list.Count;
    });

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListAsync(string key, int count, CancellationToken cancellation) =>
        Do<IReadOnlyList<ReadOnlyMemory<byte>>>(() => lists.TryGetValue(key, out var list) ? [.. list.Take(count)] : []);

    public Task<bool> DeleteAsync(string key, CancellationToken cancellation) => Do(() => values.Remove(key) | hashes.Remove(key) | lists.Remove(key));

    public Task<bool> ClaimAsync(string key, TimeSpan ttl, CancellationToken cancellation) => Do(() => values.TryAdd(key, "1"u8.ToArray()));

    private Task<T> Do<T>(Func<T> act)
    {
        lock (gate)
            return Task.FromResult(act());
    }
}
