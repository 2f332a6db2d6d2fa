namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm is known to the registry.</summary>
public sealed record SwarmRegistered : SwarmEvent
{
    /// <summary>As it is when this is told; null when it has left meanwhile.</summary>
    public SwarmDocument? Swarm { get; init; }
}
