using Microsoft.Extensions.Logging;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Schedules;

/// <summary>Acts for the times that have come. A host that dies on the way leaves its claim to run out, and another acts for the same time.</summary>
internal sealed partial class ScheduleClock(IScheduleStore store, ScheduleRuns runs, TimeProvider time, ILogger<ScheduleClock> log)
    : PeriodicService(TimeSpan.FromSeconds(1), time, log)
{
    private const int AtATime = 100;

    /// <summary>Times of one schedule in a row, so that one far behind does not keep the others waiting.</summary>
    private const int InARow = 100;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

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
            var history = turn.RunAt is { } at
                ? await RunAsync(schedule, at, cancellation).ConfigureAwait(false)
                : schedule.History with { LastAt = schedule.NextAt, LastRunId = null, LastProblem = "missed: no host was there at that time, and misfire is skip" };
            await store.DoneAsync(schedule, turn.Next, history with { Missed = history.Missed + turn.Missed }, cancellation).ConfigureAwait(false);
            if (turn.Missed > 0)
                Missed(schedule.Id, turn.Missed, schedule.Definition.Misfire ?? ScheduleTimes.Once);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            TurnFailed(schedule.Id, schedule.NextAt!.Value, Lease, e);
        }
    }

    private async Task<ScheduleHistory> RunAsync(StoredSchedule schedule, DateTimeOffset at, CancellationToken cancellation)
    {
        var runId = ScheduleRuns.IdAt(schedule.Id, at);
        if (await runs.SubmitAsync(schedule.Definition, runId, cancellation).ConfigureAwait(false) is { } rejected)
        {
            Refused(schedule.Id, at, rejected.Message);
            return schedule.History with { LastAt = at, LastRunId = null, LastProblem = rejected.Message };
        }

        Submitted(schedule.Id, at, runId);
        return schedule.History with { LastAt = at, LastRunId = runId, LastProblem = null, Runs = schedule.History.Runs + 1 };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Schedule {ScheduleId} of {At:O}: submitted {RunId}")]
    private partial void Submitted(string scheduleId, DateTimeOffset at, string runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {ScheduleId} of {At:O} was refused: {Reason}")]
    private partial void Refused(string scheduleId, DateTimeOffset at, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {ScheduleId}: {Count} times passed while no host ran and are not made up for (misfire {Misfire})")]
    private partial void Missed(string scheduleId, long count, string misfire);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {ScheduleId} of {At:O} could not be acted for; again in {Lease}")]
    private partial void TurnFailed(string scheduleId, DateTimeOffset at, TimeSpan lease, Exception exception);
}
