namespace Swarm.Messaging.Contracts.Schedules;

/// <summary>A schedule and what became of it.</summary>
public sealed record ScheduleView
{
    public required string ScheduleId { get; init; }

    public required ScheduleDefinition Definition { get; init; }

    public bool Paused { get; init; }

    /// <summary>Absent when paused, or when no time is left.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The time that was last acted for.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Id of the task or workflow run of <see cref="LastAt"/>.</summary>
    public string? LastRunId { get; init; }

    /// <summary>Why the last time made none: it was refused, or skipped as missed.</summary>
    public string? LastProblem { get; init; }

    /// <summary>Times that made a task or a run.</summary>
    public long Runs { get; init; }

    /// <summary>Times that were passed over as missed.</summary>
    public long Missed { get; init; }
}
