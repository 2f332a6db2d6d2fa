namespace Swarm.Messaging.Swarms.Hosting;

/// <summary>A swarm that a process hosts.</summary>
/// <param name="Term">Under which it does; fences what it writes.</param>
public sealed record HostedSwarm(string SwarmId, long Term, string Status);
