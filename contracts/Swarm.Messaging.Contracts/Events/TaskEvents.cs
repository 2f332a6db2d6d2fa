namespace Swarm.Messaging.Contracts.Events;

/// <summary>Many events in one message, for listeners with much to hear. Published on the bus.</summary>
public sealed record TaskEvents
{
    public int SchemaVersion { get; init; } = 1;

    public IReadOnlyList<TaskEvent> Events { get; init; } = [];
}
