namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks what a coordinator of a swarm waits for, as it is now. Queue <c>swarm.get-blocking-state</c>, or GET <c>/api/swarms/{id}/blocking-states/{coordinatorId}</c>.
/// Answer: <see cref="BlockingStateDetails"/>, or <see cref="Tasks.CommandRejected"/>: <c>not_found</c>, also for one that cannot be read or is past its 24 h.
/// </summary>
public sealed record GetBlockingState
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? CoordinatorId { get; init; }
}
