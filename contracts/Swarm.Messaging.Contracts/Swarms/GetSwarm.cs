namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks for a swarm, its state, and what is kept of it. Queue <c>swarm.get-swarm</c>, or GET <c>/api/swarms/{id}</c>. Answer: <see cref="SwarmDetails"/>, or
/// <see cref="Tasks.CommandRejected"/>: <c>not_found</c>. What it says is at most 5 s old, or as it is with <see cref="Fresh"/>.
/// </summary>
public sealed record GetSwarm
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    /// <summary>True: as it is now, after everything that was answered before. Default false.</summary>
    public bool? Fresh { get; init; }
}
