namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>Many events of swarms in one message. Published on the bus.</summary>
public sealed record SwarmEvents
{
    public int SchemaVersion { get; init; } = 1;

    public IReadOnlyList<SwarmEvent> Events { get; init; } = [];
}
