namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Says what a coordinator of a swarm waits for, or how its wait has ended; kept for 24 h, and part of every state that is saved meanwhile. Queue
/// <c>swarm.save-blocking-state</c>, or POST <c>/api/swarms/{id}/blocking-states/{coordinatorId}</c>. Answer: <see cref="BlockingStateChanged"/>, or
/// <see cref="Tasks.CommandRejected"/>: <c>not_found</c>, <c>invalid_transition</c> (waiting may become complete, failed or timeout, and timeout waiting again; complete and
/// failed are ends until they are cleared), <c>blocking_limit</c>, <c>unknown_field</c>. The same status again is written again. What is not said of the same wait stays as it was.
/// </summary>
public sealed record SaveBlockingState
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? CoordinatorId { get; init; }

    /// <summary>One of <see cref="BlockingStatuses"/>. Default <c>waiting</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Since when it waits, ms since 1970. Default: as it was said of the same wait, else now by the store's clock.</summary>
    public long? StartTime { get; init; }

    /// <summary>What it waits for. Default: as it was said of the same wait, else empty; at most 200 characters.</summary>
    public string? SignalType { get; init; }

    /// <summary>From 0. Default: as it was said of the same wait, else 0.</summary>
    public int? Iteration { get; init; }

    /// <summary>Default: as it was said of the same wait, else empty; at most 200 characters.</summary>
    public string? Phase { get; init; }
}
