namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks for the latest checkpoint of a swarm. Queue <c>swarm.get-swarm-checkpoint</c>, or GET <c>/api/swarms/{id}/checkpoints/latest</c>. Answer:
/// <see cref="SwarmCheckpointDetails"/>, or <see cref="Tasks.CommandRejected"/>: <c>not_found</c> (no swarm, or it has none), <c>unreadable</c>.
/// </summary>
public sealed record GetSwarmCheckpoint
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }
}
