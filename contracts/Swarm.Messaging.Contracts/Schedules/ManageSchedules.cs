namespace Swarm.Messaging.Contracts.Schedules;

/// <summary>
/// Recurring tasks and workflows: set, look at, pause, end. Queue <c>swarm.manage-schedules</c>. Answer: <see cref="SchedulesManaged"/>.
/// </summary>
public sealed record ManageSchedules
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>list, set, pause, resume, delete, or run (once, now, beside its times).</summary>
    public string? Action { get; init; }

    /// <summary>Required but for list. 1..80 of A-Z a-z 0-9 . _ -</summary>
    public string? ScheduleId { get; init; }

    /// <summary>Of set: the whole of it, replaces what there was.</summary>
    public ScheduleDefinition? Definition { get; init; }
}
