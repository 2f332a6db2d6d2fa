namespace Swarm.Messaging.Sagas;

/// <summary>A saga as the store keeps it.</summary>
/// <param name="Version">1 after the first commit, one more with each.</param>
/// <param name="SchemaVersion">Shape of <paramref name="Document"/>; an older one is upgraded when it is read.</param>
/// <param name="State">Name of its state.</param>
/// <param name="Document">The saga's data as UTF-8 JSON.</param>
/// <param name="Timers">Timers that are set: name to the version whose commit set it. A fired timer of another version is stale.</param>
public sealed record StoredSaga(
    SagaKey Key,
    long Version,
    int SchemaVersion,
    string State,
    ReadOnlyMemory<byte> Document,
    IReadOnlyDictionary<string, long> Timers)
{
    /// <summary>Where the store keeps it, for whoever has to look; null of one that was not read from there.</summary>
    public string? Place { get; init; }

    /// <summary>In a list: why this one cannot be read, of which the key alone is known then.</summary>
    public SagaDamagedException? Damage { get; init; }
}
