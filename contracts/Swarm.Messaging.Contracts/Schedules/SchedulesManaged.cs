namespace Swarm.Messaging.Contracts.Schedules;

/// <summary>The schedules asked for, as they are now.</summary>
public sealed record SchedulesManaged
{
    public int SchemaVersion { get; init; } = 1;

    public required string Action { get; init; }

    /// <summary>By id. Of delete: none.</summary>
    public required IReadOnlyList<ScheduleView> Schedules { get; init; }

    /// <summary>Of run: the task or run that was submitted.</summary>
    public string? RunId { get; init; }
}
