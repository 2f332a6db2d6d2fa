namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks for resources for a swarm. They are its own for 120 s from its last heartbeat, or until it releases them or ends. Queue
/// <c>swarm.allocate-resource</c>, or POST <c>/api/resources/{type}/allocations</c>. The answer is <see cref="ResourcesChanged"/> or
/// <see cref="Tasks.CommandRejected"/>: <c>insufficient_resources</c> names what was asked for and what is there.
/// </summary>
public sealed record AllocateResource
{
    public int SchemaVersion { get; init; } = 1;

    public string? ResourceType { get; init; }

    public string? SwarmId { get; init; }

    /// <summary>At least 1.</summary>
    public long? Amount { get; init; }

    /// <summary>Names the allocation, <c>[A-Za-z0-9._-]{1,128}</c>: the same again is the same one. Absent: a new one.</summary>
    public string? AllocationId { get; init; }
}
