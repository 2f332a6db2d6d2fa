namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm left the registry, and its state with it.</summary>
public sealed record StateDeleted : SwarmEvent;
