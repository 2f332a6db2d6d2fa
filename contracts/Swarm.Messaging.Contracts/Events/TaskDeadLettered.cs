namespace Swarm.Messaging.Contracts.Events;

/// <summary>The end: the task was given up and waits for an operator.</summary>
public sealed record TaskDeadLettered : TaskEvent
{
    /// <summary>retries_exhausted, deadline_exceeded, not_retryable, rejected_by_target or needs_review.</summary>
    public required string Reason { get; init; }

    /// <summary>Where the last execution failed; null when none was under way.</summary>
    public string? TargetId { get; init; }

    /// <summary>The session that it held; absent when none.</summary>
    public string? SessionId { get; init; }

    public string? ErrorType { get; init; }

    public string? Message { get; init; }
}
