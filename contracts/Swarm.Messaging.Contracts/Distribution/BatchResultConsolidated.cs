namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A task of a batch has ended, and counts.</summary>
public sealed record BatchResultConsolidated : DistributionEvent
{
    public required string BatchId { get; init; }

    public required string TaskId { get; init; }

    public int SuccessCount { get; init; }

    public int FailureCount { get; init; }

    public int TotalTasks { get; init; }
}
