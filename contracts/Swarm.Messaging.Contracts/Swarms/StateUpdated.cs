namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>Fields of a swarm's state were written.</summary>
public sealed record StateUpdated : SwarmEvent;
