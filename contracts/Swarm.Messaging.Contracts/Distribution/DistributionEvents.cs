namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>Many events of distribution in one message. Published on the bus.</summary>
public sealed record DistributionEvents
{
    public int SchemaVersion { get; init; } = 1;

    public IReadOnlyList<DistributionEvent> Events { get; init; } = [];
}
