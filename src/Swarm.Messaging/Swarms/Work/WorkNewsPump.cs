using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>
/// Makes assignments real: each becomes a task of the swarm's agents, under an id that is the same however often it is told, and the swarm
/// hears of it. One that was taken back from a swarm that has ended goes by <see cref="WorkReturns"/>. Any number of processes may look.
/// </summary>
internal sealed partial class WorkNewsPump(ISwarmWork work, WorkEnds ends, WorkReturns returns, TaskCommands tasks, SwarmMessenger messenger, TimeProvider time, ILogger<WorkNewsPump> log)
    : PeriodicService(TimeSpan.FromMilliseconds(250), time, log)
{
    private const int Limit = 100;

    private readonly ILogger<WorkNewsPump> log = log;

    /// <returns>How many were acted upon.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var (acted, after, blocked) = (0, default(string), true);
        // What must wait does not hold up what stands behind it: that may be just what it waits for.
        while (blocked)
        {
            var news = await work.NewsAsync(Limit, after, cancellation).ConfigureAwait(false);
            var done = await ActAsync(news, cancellation).ConfigureAwait(false);
            await work.AcknowledgeAsync(done).ConfigureAwait(false);
            acted += done.Count;
            (after, blocked) = (news.Count == 0 ? null : news[^1].Id, news.Count == Limit && done.Count < Limit);
        }

        return acted;
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation) => await RunOnceAsync(cancellation).ConfigureAwait(false) >= Limit;

    private async Task<IReadOnlyList<WorkNews>> ActAsync(IReadOnlyList<WorkNews> news, CancellationToken cancellation)
    {
        var done = new List<WorkNews>();
        foreach (var one in news)
        {
            try
            {
                if (await ActAsync(one, cancellation).ConfigureAwait(false))
                    done.Add(one);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                Later(log, one.TaskId, e);
            }
        }

        return done;
    }

    private async Task<bool> ActAsync(WorkNews one, CancellationToken cancellation)
    {
        if (one.Returned)
            return await returns.SettleAsync(one, cancellation).ConfigureAwait(false);
        if (one.Cancelled)
        {
            var reason = (await work.FindAsync(one.TaskId, cancellation).ConfigureAwait(false))?.Reason;
            await ends.EndAsync(one.TaskId, one.Assignment, "cancelled", reason, cancellation).ConfigureAwait(false);
            return true;
        }

        var id = WorkIds.Saga(one.TaskId, one.Assignment);
        var task = await work.FindAsync(one.TaskId, cancellation).ConfigureAwait(false);
        if (IsReturning(task, one))
            return false; // first its return is settled, which looks at its execution
        if (!IsPresent(task, one))
        {
            // It may have been started by whoever died before it could look again.
            await tasks.TakeBackAsync(id, cancellation).ConfigureAwait(false);
            return true;
        }

        var result = (await tasks.SubmitAsync([new Submission(Command(id, task), Needs: [SwarmTag.Of(one.SwarmId)], IsMade: true)], cancellation).ConfigureAwait(false))[0];
        if (result.Rejected is { } rejected)
        {
            if (PassingRefusals.Is(rejected))
            {
                Waits(log, one.TaskId, rejected.Message);
                return false;
            }

            await ends.EndAsync(one.TaskId, one.Assignment, "failed", rejected.Message, cancellation).ConfigureAwait(false);
            return true;
        }

        // Whoever told of its end may have died before it could; or an earlier task of its id is known for longer than what swarms know of it, and is this one's end, too.
        if (result.Accepted is { Duplicate: true, State: var state } && TaskStates.IsEnd(state))
            await ends.EndAsync(one.TaskId, one.Assignment, WorkReturns.OutcomeOf(state), $"a task of its id and content has ended before ({state})", cancellation).ConfigureAwait(false);

        if (await work.FindAsync(one.TaskId, cancellation).ConfigureAwait(false) is { } now && !IsPresent(now, one))
            return false; // taken back while it was started

        await TellAsync(one, task, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>The swarm hears of it, of a task that is too long for a message without its payload: its agents have that.</summary>
    private async Task TellAsync(WorkNews one, SwarmTaskRecord task, CancellationToken cancellation)
    {
        foreach (var shortened in new[] { false, true })
        {
            var sent = await messenger.TellAsync(
                one.SwarmId,
                new SwarmAddress.ToSwarm(one.SwarmId),
                new
                {
                    Type = "task_assignment", Task = shortened ? task.Order with { Payload = null } : task.Order, AssignedBy = task.Epoch,
                    Timestamp = Time.GetUtcNow().ToUnixTimeMilliseconds(), one.Resumed, Shortened = shortened ? true : default(bool?),
                },
                WorkIds.Message(task, one.Assignment, one.Resumed ? $"resumed-{one.Id}" : "assigned"),
                cancellation).ConfigureAwait(false);
            if (sent is not MessageSent.Refused refused)
                return;
            if (refused.Code != "too_large")
            {
                NotTold(log, one.TaskId, one.SwarmId, refused.Message);
                return;
            }
        }
    }

    // An assignment that has ended by itself is past cancelling; cancelling what has ended changes nothing. A cancelled one must not begin.
    private static bool IsPresent([NotNullWhen(true)] SwarmTaskRecord? task, WorkNews one) => task?.Assignment == one.Assignment && (task.State == "assigned" || task is { State: "ended", Outcome: not "cancelled" });

    private static bool IsReturning(SwarmTaskRecord? task, WorkNews one) => task?.Assignment == one.Assignment && task.State == "returning";

    private static SubmitTask Command(string id, SwarmTaskRecord task) => new()
    {
        TaskId = id,
        Client = task.SwarmId,
        Kind = SwarmTaskPolicy.KindName,
        Operation = task.Order.Type,
        Rank = task.Order.Rank,
        Payload = SwarmTaskPayload.Of(task.Order, task.SwarmId!),
        TimeoutMs = task.Order.TimeoutMs,
        Retry = new RetrySettings { Preset = "workers" },
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The task {TaskId} of a swarm could not be started yet")]
    private static partial void Later(ILogger logger, string taskId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The task {TaskId} was given to the agents of {SwarmId}, and the swarm was not told: {Reason}")]
    private static partial void NotTold(ILogger logger, string taskId, string swarmId, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The task {TaskId} of a swarm waits: {Reason}")]
    private static partial void Waits(ILogger logger, string taskId, string reason);
}
