using Quartz;
using Swarm.Messaging.Contracts.Schedules;

namespace Swarm.Messaging.Schedules;

/// <summary>The times of a schedule, and what is to be done about one that has come. Pure.</summary>
internal static class ScheduleTimes
{
    public const string Once = "once";
    public const string Skip = "skip";
    public const string Each = "all";

    /// <summary>Later than this a time counts as missed: as long as Quartz waits by default.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    /// <summary>So many missed times are counted at most, one by one.</summary>
    private const int MostCounted = 100_000;

    public static DateTimeOffset? Next(ScheduleDefinition definition, DateTimeOffset after) => Expression(definition).GetNextValidTimeAfter(after);

    /// <param name="due">The time that has come.</param>
    public static ScheduleTurn Decide(ScheduleDefinition definition, DateTimeOffset due, DateTimeOffset now)
    {
        var expression = Expression(definition);
        if (now - due <= Grace || definition.Misfire == Each)
            return new ScheduleTurn(due, expression.GetNextValidTimeAfter(due), 0);
        var (latest, next, passed) = (due, expression.GetNextValidTimeAfter(due), 1L);
        for (; next is { } time && time <= now && passed < MostCounted; passed++)
            (latest, next) = (time, expression.GetNextValidTimeAfter(time));
        if (next <= now)
            next = expression.GetNextValidTimeAfter(now);
        return definition.Misfire == Skip ? new ScheduleTurn(null, next, passed) : new ScheduleTurn(latest, next, passed - 1);
    }

    /// <exception cref="FormatException">The expression is none.</exception>
    /// <exception cref="TimeZoneNotFoundException">There is no such time zone.</exception>
    public static CronExpression Expression(ScheduleDefinition definition) =>
        new(definition.Cron!, definition.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc);
}

/// <param name="RunAt">The time to act for; null: none.</param>
/// <param name="Missed">Times that are passed over.</param>
internal sealed record ScheduleTurn(DateTimeOffset? RunAt, DateTimeOffset? Next, long Missed);
