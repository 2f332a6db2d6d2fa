namespace Swarm.Messaging.Channels;

/// <summary>
/// Keys with names fixed by the specification, e.g. <c>swarm:phase-5:routing-table</c>: published snapshots and tables for outside
/// readers. Truth is kept elsewhere.
/// </summary>
public interface ISharedDocuments
{
    /// <param name="ttl">Null: it stays.</param>
    Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellation);

    Task<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellation);

    /// <summary>Sets fields of a hash; others stay.</summary>
    Task SetFieldsAsync(string key, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> fields, TimeSpan? ttl, CancellationToken cancellation);

    Task RemoveFieldsAsync(string key, IReadOnlyCollection<string> fields, CancellationToken cancellation);

    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> GetFieldsAsync(string key, CancellationToken cancellation);

    /// <summary>Puts a value in front of a list and cuts the list.</summary>
    /// <param name="keep">Length of the list afterwards, at most.</param>
    Task PushAsync(string key, ReadOnlyMemory<byte> value, int keep, CancellationToken cancellation);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListAsync(string key, int count, CancellationToken cancellation);

    Task<bool> DeleteAsync(string key, CancellationToken cancellation);
}
