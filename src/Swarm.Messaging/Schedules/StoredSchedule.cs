using Swarm.Messaging.Contracts.Schedules;

namespace Swarm.Messaging.Schedules;

/// <param name="Revision">Another one with each change: who acted on an older one has acted on nothing.</param>
/// <param name="NextAt">Null when it is paused, or when no time is left.</param>
internal sealed record StoredSchedule(string Id, ScheduleDefinition Definition, bool Paused, string Revision, DateTimeOffset? NextAt, ScheduleHistory History)
{
    /// <summary>Why its time, which has come, has not been acted for yet; null: nothing is in its way.</summary>
    public string? HeldUp => History.HeldUp is { } held && held.At == NextAt ? held.Reason : null;

    public ScheduleView View() => new()
    {
        ScheduleId = Id,
        Definition = Definition,
        Paused = Paused,
        NextAt = NextAt,
        LastAt = History.LastAt,
        LastRunId = History.LastRunId,
        LastProblem = HeldUp is { } reason ? $"held up, and tried again: {reason}" : History.LastProblem,
        Runs = History.Runs,
        Missed = History.Missed,
    };
}

/// <summary>What became of a schedule so far.</summary>
internal sealed record ScheduleHistory
{
    public DateTimeOffset? LastAt { get; init; }

    public string? LastRunId { get; init; }

    public string? LastProblem { get; init; }

    /// <summary>Null: nothing is in the way of a time that has come.</summary>
    public HeldTime? HeldUp { get; init; }

    public long Runs { get; init; }

    public long Missed { get; init; }
}

/// <param name="At">A time that was acted for in vain.</param>
/// <param name="Reason">Why it was refused.</param>
internal sealed record HeldTime(DateTimeOffset At, string Reason);
