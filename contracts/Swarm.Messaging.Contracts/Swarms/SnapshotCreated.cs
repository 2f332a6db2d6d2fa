namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A copy of a swarm's state was kept.</summary>
public sealed record SnapshotCreated : SwarmEvent
{
    public string SnapshotId { get; init; } = "";
}
