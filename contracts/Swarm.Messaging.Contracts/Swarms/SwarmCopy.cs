namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A snapshot or checkpoint by its name.</summary>
public sealed record SwarmCopy(string Id, DateTimeOffset Timestamp);
