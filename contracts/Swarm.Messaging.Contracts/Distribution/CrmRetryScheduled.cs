namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>An execution failed and another one follows.</summary>
public sealed record CrmRetryScheduled : DistributionEvent
{
    public required string TaskId { get; init; }

    public string? AgentId { get; init; }

    public required string Error { get; init; }

    /// <summary>Of the coming execution: 1 for the second.</summary>
    public int RetryCount { get; init; }

    /// <summary>In ms.</summary>
    public long RetryDelay { get; init; }

    public DateTimeOffset NextRetryAt { get; init; }
}
