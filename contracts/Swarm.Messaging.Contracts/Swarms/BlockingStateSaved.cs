namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A coordinator of a swarm waits, or has stopped waiting.</summary>
public sealed record BlockingStateSaved : SwarmEvent
{
    public string CoordinatorId { get; init; } = "";

    /// <summary>One of <see cref="BlockingStatuses"/>.</summary>
    public string Status { get; init; } = "";
}
