namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm changed: what is said of it, its status, or the process that hosts it.</summary>
public sealed record SwarmUpdated : SwarmEvent
{
    public string OldStatus { get; init; } = "";

    public string NewStatus { get; init; } = "";

    /// <summary>As it is when this is told; null when it has left meanwhile.</summary>
    public SwarmDocument? Swarm { get; init; }
}
