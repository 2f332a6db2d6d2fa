namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm's state is that of a snapshot again.</summary>
public sealed record StateRestored : SwarmEvent
{
    public string SnapshotId { get; init; } = "";
}
