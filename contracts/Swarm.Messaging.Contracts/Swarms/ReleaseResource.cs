namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Gives resources of a swarm back, at most what it holds, its oldest allocations first. Queue <c>swarm.release-resource</c>, or POST
/// <c>/api/resources/{type}/releases</c>. The answer is <see cref="ResourcesChanged"/> or <see cref="Tasks.CommandRejected"/>:
/// <c>not_found</c> when there is no such pool or swarm, or the swarm has nothing under the allocation id; without one a swarm that holds nothing gives back 0.
/// </summary>
public sealed record ReleaseResource
{
    public int SchemaVersion { get; init; } = 1;

    public string? ResourceType { get; init; }

    public string? SwarmId { get; init; }

    /// <summary>At least 1; more than it holds gives all of it back.</summary>
    public long? Amount { get; init; }

    /// <summary>Only of this allocation. Absent: of any.</summary>
    public string? AllocationId { get; init; }
}
