namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A retry is due: the task is back in the queue, at its old place.</summary>
public sealed record CrmTaskRetrying : DistributionEvent
{
    public required string TaskId { get; init; }

    /// <summary>1 for the second execution.</summary>
    public int RetryCount { get; init; }
}
