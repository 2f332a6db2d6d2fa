namespace Swarm.Messaging.Contracts.Events;

/// <summary>An execution failed; the next is due later.</summary>
public sealed record TaskRetryScheduled : TaskEvent
{
    public string? TargetId { get; init; }

    public required string ErrorType { get; init; }

    public string? Message { get; init; }

    public long DelayMs { get; init; }
}
