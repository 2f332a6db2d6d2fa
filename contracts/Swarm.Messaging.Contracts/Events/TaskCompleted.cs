namespace Swarm.Messaging.Contracts.Events;

/// <summary>The end: the result is stored and can be fetched by the task id.</summary>
public sealed record TaskCompleted : TaskEvent
{
    public string? TargetId { get; init; }

    /// <summary>From the start of the successful execution to its end, by the clock of the host.</summary>
    public long DurationMs { get; init; }

    public string? SessionId { get; init; }

    public string? BatchId { get; init; }
}
