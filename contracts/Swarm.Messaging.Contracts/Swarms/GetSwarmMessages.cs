namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks for the last messages of a channel, newest first; kept for 1 h after the last one, at most 1,000. Queue <c>swarm.get-swarm-messages</c>, or GET
/// <c>/api/swarm-messages/history/{channel}</c>. Answer: <see cref="SwarmMessageHistory"/>; of a channel that nobody knows it is empty.
/// </summary>
public sealed record GetSwarmMessages
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>E.g. <c>swarm:global</c>, <c>swarm:{id}</c>, <c>swarm:{id}:agents</c>. At most 300 characters.</summary>
    public string? Channel { get; init; }

    /// <summary>1..1,000, default 100.</summary>
    public int? Limit { get; init; }
}
