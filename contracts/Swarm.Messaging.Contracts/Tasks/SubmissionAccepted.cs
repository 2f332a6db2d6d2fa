namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>The task is stored; from here on it is never lost.</summary>
public sealed record SubmissionAccepted
{
    public int SchemaVersion { get; init; } = 1;

    public required string TaskId { get; init; }

    /// <summary>
    /// The id that the caller named, when <see cref="TaskId"/> is another: the idempotency key stands for that one, and under this id nothing was begun.
    /// Absent: the caller named no id, or this very task.
    /// </summary>
    public string? RequestedTaskId { get; init; }

    /// <summary>True when the task existed already: nothing new was started.</summary>
    public bool Duplicate { get; init; }

    /// <summary>The task's state when this was answered, one of <see cref="TaskStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Its place in the kind's order of acceptance.</summary>
    public long Sequence { get; init; }

    /// <summary>What was understood differently from what was written, e.g. <c>unknown_priority</c> or <c>duplicate_key</c>.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
