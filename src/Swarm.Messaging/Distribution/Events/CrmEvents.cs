using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Events;

/// <summary>What happened to a CRM task, as its listeners know it. Pure.</summary>
internal static class CrmEvents
{
    /// <param name="nameOf">What an agent calls itself.</param>
    /// <param name="result">Of a completed task; null when it is too large to be told.</param>
    public static IEnumerable<DistributionEvent> Of(TaskEvent e, Func<string, string> nameOf, JsonElement? result)
    {
        if (e.Kind != CrmPolicy.KindName)
            yield break;
        DistributionEvent? said = e switch
        {
            TaskAccepted { Held: null } accepted => new CrmTaskQueued { TaskId = e.TaskId, Priority = RankNames.Of(accepted.Rank), Op = e.Operation },
            TaskQueued queued => new CrmTaskQueued { TaskId = e.TaskId, Priority = RankNames.Of(queued.Rank), Op = e.Operation },
            TaskPlaced placed => new CrmTaskAssigned
            {
                TaskId = e.TaskId, AgentId = placed.TargetId, AgentName = nameOf(placed.TargetId), SessionId = placed.SessionId, Op = e.Operation,
            },
            TaskCompleted done => new CrmTaskCompleted
            {
                TaskId = e.TaskId, AgentId = done.TargetId, Duration = done.DurationMs, Result = result, BatchId = done.BatchId, Op = e.Operation,
            },
            TaskDeadLettered gone => new CrmTaskFailed { TaskId = e.TaskId, AgentId = gone.TargetId, Error = Error(gone.ErrorType ?? gone.Reason, gone.Message), RetryCount = e.Attempt - 1 },
            TaskRetryScheduled later => new CrmRetryScheduled
            {
                TaskId = e.TaskId, AgentId = later.TargetId, Error = Error(later.ErrorType, later.Message), RetryCount = e.Attempt,
                RetryDelay = later.DelayMs, NextRetryAt = e.At.AddMilliseconds(later.DelayMs),
            },
            TaskParked { Reason: WaitReasons.RetryDue } => new CrmTaskRetrying { TaskId = e.TaskId, RetryCount = e.Attempt - 1 },
            _ => null,
        };
        if (said is not null)
            yield return Named(said, e);
        if (SessionOf(e) is { } session)
            yield return Named(new BrowserSessionReleased { SessionId = session }, e);
    }

    /// <summary>The session whose slot came free.</summary>
    private static string? SessionOf(TaskEvent e) => e switch
    {
        TaskCompleted { SessionId: { } session } => session,
        TaskRetryScheduled { SessionId: { } session } => session,
        TaskDeadLettered { SessionId: { } session } => session,
        TaskCancelled { SessionId: { } session } => session,
        _ => null,
    };

    private static DistributionEvent Named(DistributionEvent said, TaskEvent e) =>
        said with { Id = $"{e.TaskId}:{e.Version}:{said.Name}", ClientId = e.Client, At = e.At };

    private static string Error(string type, string? message) => message is null ? type : $"{type}: {message}";
}
