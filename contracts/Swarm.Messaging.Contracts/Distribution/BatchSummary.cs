namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A batch in a list.</summary>
public record BatchSummary
{
    public required string BatchId { get; init; }

    public required string ClientId { get; init; }

    public required string OperationType { get; init; }

    /// <summary><see cref="BatchStates"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Results that it waits for; while it is pending, what it has collected.</summary>
    public int ExpectedCount { get; init; }

    public int SuccessCount { get; init; }

    public int FailureCount { get; init; }

    /// <summary>When its first task came.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was flushed.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The one task that an agent got for all of them; absent when each runs by itself.</summary>
    public string? BulkTaskId { get; init; }
}
