namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Forgets what a coordinator of a swarm waits for. Queue <c>swarm.clear-blocking-state</c>, or DELETE <c>/api/swarms/{id}/blocking-states/{coordinatorId}</c>. Answer:
/// <see cref="BlockingStateChanged"/>, whose <c>changed</c> is false when there was nothing to forget, or <see cref="Tasks.CommandRejected"/>: <c>not_found</c>, there is no
/// such swarm.
/// </summary>
public sealed record ClearBlockingState
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? CoordinatorId { get; init; }
}
