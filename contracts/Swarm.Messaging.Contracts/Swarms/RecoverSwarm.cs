namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Recovers an interrupted swarm now instead of 10 s after its interruption. Queue <c>swarm.recover-swarm</c>, or POST <c>/api/swarms/{id}/recover</c>. Answer:
/// <see cref="SwarmRecoveryResult"/>, or <see cref="Tasks.CommandRejected"/>: <c>not_found</c>, <c>wrong_state</c>.
/// </summary>
public sealed record RecoverSwarm
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }
}
