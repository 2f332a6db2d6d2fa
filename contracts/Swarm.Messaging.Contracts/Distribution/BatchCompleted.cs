namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>All results that a batch expects are in; told once.</summary>
public sealed record BatchCompleted : DistributionEvent
{
    public required string BatchId { get; init; }

    public int SuccessCount { get; init; }

    public int FailureCount { get; init; }

    public int TotalTasks { get; init; }
}
