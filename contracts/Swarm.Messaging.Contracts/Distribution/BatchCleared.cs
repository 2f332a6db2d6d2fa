namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>The results of a batch are gone; its tasks stay as long as they would.</summary>
public sealed record BatchCleared
{
    public int SchemaVersion { get; init; } = 1;

    public required string BatchId { get; init; }
}
