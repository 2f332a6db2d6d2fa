namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A task is collected into a batch.</summary>
public sealed record CrmTaskBatched : DistributionEvent
{
    public required string TaskId { get; init; }

    public required string BatchId { get; init; }

    /// <summary>Tasks in it now, this one included.</summary>
    public int BatchSize { get; init; }
}
