namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A task was given up: it is among the dead letters.</summary>
public sealed record CrmTaskFailed : DistributionEvent
{
    public required string TaskId { get; init; }

    public string? AgentId { get; init; }

    public required string Error { get; init; }

    /// <summary>Executions after the first.</summary>
    public int RetryCount { get; init; }

    /// <summary>Always true.</summary>
    public bool Permanent { get; init; } = true;
}
