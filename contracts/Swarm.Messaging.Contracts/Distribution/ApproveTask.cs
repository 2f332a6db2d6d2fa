namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>
/// Gives one of the approvals that a blocked task waits for. Queue <c>swarm.approve-task</c>, or POST <c>/api/crm/tasks/{id}/approve</c>. Answer:
/// <see cref="Tasks.CommandDone"/> (not changed when it was given before) or <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record ApproveTask
{
    public int SchemaVersion { get; init; } = 1;

    public string? TaskId { get; init; }

    /// <summary>The approval's name, as the task's constraints have it, or <c>*</c>: all that are open. Required.</summary>
    public string? Approval { get; init; }

    /// <summary>Who gives it, kept in the timeline; at most 128 characters.</summary>
    public string? By { get; init; }
}
