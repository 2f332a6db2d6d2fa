namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>What a coordinator of a swarm waited for is forgotten.</summary>
public sealed record BlockingStateCleared : SwarmEvent
{
    public string CoordinatorId { get; init; } = "";
}
