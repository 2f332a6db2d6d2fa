namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>The whole state of a swarm was written.</summary>
public sealed record StateSaved : SwarmEvent;
