using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Schedules;

/// <summary>
/// Acts for the times that have come. A host that dies on the way leaves its claim to run out, and another acts for the same time. A time whose submission is refused for
/// a passing reason stays claimed and is tried again until it is taken, or counts as missed because its misfire passes it over.
/// </summary>
internal sealed partial class ScheduleClock(IScheduleStore store, ScheduleRuns runs, TimeProvider time, ILogger<ScheduleClock> log)
    : PeriodicService(TimeSpan.FromSeconds(1), time, log)
{
    private const int AtATime = 100;

    /// <summary>Times of one schedule in a row, so that one far behind does not keep the others waiting.</summary>
    private const int InARow = 100;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Between two tries of a time that is held up.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        for (var row = 0; row < InARow; row++)
        {
            if (await RunOnceAsync(cancellation).ConfigureAwait(false) == 0)
                return false;
        }

        return true;
    }

    /// <summary>One time of each schedule whose time has come.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var (due, now) = await store.ClaimAsync(AtATime, Lease, cancellation).ConfigureAwait(false);
        await Task.WhenAll(due.Select(schedule => TurnAsync(schedule, now, cancellation))).ConfigureAwait(false);
        return due.Count;
    }

    /// <summary>Just after the next full second: times are whole ones.</summary>
    protected override Task PauseAsync(CancellationToken cancellation)
    {
        var past = Time.GetUtcNow().Millisecond;
        return Task.Delay(TimeSpan.FromMilliseconds(1_005 - past), Time, cancellation);
    }

    private async Task TurnAsync(StoredSchedule schedule, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            var turn = ScheduleTimes.Decide(schedule.Definition, schedule.NextAt!.Value, now);
            var rejected = turn.RunAt is { } at ? await runs.SubmitAsync(schedule.Definition, ScheduleRuns.IdAt(schedule.Id, at), cancellation).ConfigureAwait(false) : null;
            if (rejected is not null && PassingRefusals.Is(rejected))
            {
                await HoldAsync(schedule, turn, rejected, now, cancellation).ConfigureAwait(false);
                return;
            }

            var history = turn.RunAt is { } acted ? Acted(schedule, acted, rejected) : Passed(schedule);
            await store.DoneAsync(schedule, turn.Next, history with { HeldUp = null, Missed = history.Missed + turn.Missed }, cancellation).ConfigureAwait(false);
            if (turn.Missed > 0)
                Missed(schedule.Id, turn.Missed, schedule.Definition.Misfire ?? ScheduleTimes.Once, schedule.HeldUp ?? "no host ran");
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            TurnFailed(schedule.Id, schedule.NextAt!.Value, Lease, e);
        }
    }

    private async Task HoldAsync(StoredSchedule schedule, ScheduleTurn turn, CommandRejected rejected, DateTimeOffset now, CancellationToken cancellation)
    {
        await store.LaterAsync(schedule, now + Again, schedule.History with { HeldUp = new(schedule.NextAt!.Value, rejected.Message) }, cancellation).ConfigureAwait(false);
        if (schedule.HeldUp is null)
            HeldUp(schedule.Id, turn.RunAt!.Value, Again, rejected.Message);
    }

    private ScheduleHistory Acted(StoredSchedule schedule, DateTimeOffset at, CommandRejected? rejected)
    {
        if (rejected is not null)
        {
            Refused(schedule.Id, at, rejected.Message);
            return schedule.History with { LastAt = at, LastRunId = null, LastProblem = rejected.Message };
        }

        var runId = ScheduleRuns.IdAt(schedule.Id, at);
        Submitted(schedule.Id, at, runId);
        return schedule.History with { LastAt = at, LastRunId = runId, LastProblem = null, Runs = schedule.History.Runs + 1 };
    }

    private static ScheduleHistory Passed(StoredSchedule schedule) => schedule.History with
    {
        LastAt = schedule.NextAt,
        LastRunId = null,
        LastProblem = $"missed: {schedule.HeldUp ?? "no host was there at that time"}, and misfire is skip",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Schedule {ScheduleId} of {At:O}: submitted {RunId}")]
    private partial void Submitted(string scheduleId, DateTimeOffset at, string runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {ScheduleId} of {At:O} was refused: {Reason}")]
    private partial void Refused(string scheduleId, DateTimeOffset at, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {ScheduleId} of {At:O} cannot be submitted yet, and is tried again every {Again}: {Reason}")]
    private partial void HeldUp(string scheduleId, DateTimeOffset at, TimeSpan again, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {ScheduleId}: {Count} times passed and are not made up for (misfire {Misfire}): {Reason}")]
    private partial void Missed(string scheduleId, long count, string misfire, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {ScheduleId} of {At:O} could not be acted for; again in {Lease}")]
    private partial void TurnFailed(string scheduleId, DateTimeOffset at, TimeSpan lease, Exception exception);
}
