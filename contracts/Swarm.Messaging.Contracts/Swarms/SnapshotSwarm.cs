namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Keeps a copy of a swarm's state; of more than 10 the oldest goes. Queue <c>swarm.snapshot-swarm</c>, or POST <c>/api/swarms/{id}/snapshots</c>. Answer:
/// <see cref="SwarmCopyKept"/>, or <see cref="Tasks.CommandRejected"/>: <c>not_found</c>.
/// </summary>
public sealed record SnapshotSwarm
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    /// <summary>At most 200 characters. Default empty.</summary>
    public string? Label { get; init; }
}
