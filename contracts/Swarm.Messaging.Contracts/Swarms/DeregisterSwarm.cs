namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Takes a swarm and all that belongs to it out of the registry; the archive keeps it for 7 days. Queue <c>swarm.deregister-swarm</c>, or DELETE <c>/api/swarms/{id}</c>.
/// Answer: <see cref="SwarmChanged"/> with the swarm as archived, or <see cref="Tasks.CommandRejected"/>: <c>not_found</c>.
/// </summary>
public sealed record DeregisterSwarm
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    /// <summary>Default <c>completed</c>. At most 500 characters.</summary>
    public string? Reason { get; init; }
}
