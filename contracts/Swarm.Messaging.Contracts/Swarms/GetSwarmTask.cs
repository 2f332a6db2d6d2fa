namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks where a task of swarms is. Queue <c>swarm.get-swarm-task</c>, or GET <c>/api/swarm-tasks/{id}</c>. Answer: <see cref="SwarmTaskDistributed"/>, or
/// <see cref="Tasks.CommandRejected"/>: <c>not_found</c>.
/// </summary>
public sealed record GetSwarmTask
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? TaskId { get; init; }
}
