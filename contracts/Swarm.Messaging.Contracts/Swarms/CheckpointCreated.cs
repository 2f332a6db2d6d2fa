namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>Data of a swarm's own was kept, to recover from.</summary>
public sealed record CheckpointCreated : SwarmEvent
{
    public string CheckpointId { get; init; } = "";
}
