namespace Swarm.Messaging.Swarms.Registry;

/// <summary>A host outside wants a swarm for its own.</summary>
/// <param name="Whatever">Of a swarm that is registered nothing is said: it is taken as it is.</param>
public sealed record SwarmClaim(string HostId, bool Whatever);
