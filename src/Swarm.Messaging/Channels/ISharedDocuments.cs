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

    /// <summary>Puts a value in front of a list that may grow to a length; beyond it, it is cut to a shorter one.</summary>
    /// <param name="most">Length of the list afterwards, at most.</param>
    /// <param name="cutTo">What is kept, the newest, when it would be longer.</param>
    /// <returns>The length afterwards.</returns>
    Task<long> PushAsync(string key, ReadOnlyMemory<byte> value, int most, int cutTo, CancellationToken cancellation);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListAsync(string key, int count, CancellationToken cancellation);

    Task<bool> DeleteAsync(string key, CancellationToken cancellation);

    /// <summary>True for the first who asks for the key within the time, whichever host; so that something told twice is done once.</summary>
    Task<bool> ClaimAsync(string key, TimeSpan ttl, CancellationToken cancellation);
}
