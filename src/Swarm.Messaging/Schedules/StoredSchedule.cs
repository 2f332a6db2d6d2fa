using Swarm.Messaging.Contracts.Schedules;

namespace Swarm.Messaging.Schedules;

/// <param name="Revision">Another one with each change: who acted on an older one has acted on nothing.</param>
/// <param name="NextAt">Null when it is paused, or when no time is left.</param>
internal sealed record StoredSchedule(string Id, ScheduleDefinition Definition, bool Paused, string Revision, DateTimeOffset? NextAt, ScheduleHistory History)
{
    public ScheduleView View() => new()
    {
        ScheduleId = Id,
        Definition = Definition,
        Paused = Paused,
        NextAt = NextAt,
        LastAt = History.LastAt,
        LastRunId = History.LastRunId,
        LastProblem = History.LastProblem,
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

    public long Runs { get; init; }

    public long Missed { get; init; }
}
