namespace Swarm.Messaging.Contracts.Events;

/// <summary>No slot was free: the task waits durably, in order of rank and sequence.</summary>
public sealed record TaskParked : TaskEvent
{
    /// <summary>Why it waits: no_capacity, lease_expired, returned, replayed, retry_due.</summary>
    public string? Reason { get; init; }
}
