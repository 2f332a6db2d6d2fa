namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks what the coordinators of a swarm wait for, as it is now. Queue <c>swarm.list-blocking-states</c>, or GET <c>/api/swarms/{id}/blocking-states</c>. Answer:
/// <see cref="BlockingStateList"/>, or <see cref="Tasks.CommandRejected"/>: <c>not_found</c>, there is no such swarm.
/// </summary>
public sealed record ListBlockingStates
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }
}
