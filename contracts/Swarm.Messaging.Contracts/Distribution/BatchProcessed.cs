namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A batch was flushed: its tasks enter the queue.</summary>
public sealed record BatchProcessed : DistributionEvent
{
    public required string BatchId { get; init; }

    public int TaskCount { get; init; }
}
