namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Makes a swarm's state that of a snapshot again, as a new version. Queue <c>swarm.restore-swarm</c>, or POST <c>/api/swarms/{id}/restore</c>. Answer:
/// <see cref="SwarmStateChanged"/>, or <see cref="Tasks.CommandRejected"/>: <c>not_found</c>, <c>unreadable</c>.
/// </summary>
public sealed record RestoreSwarm
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    public string? SnapshotId { get; init; }
}
