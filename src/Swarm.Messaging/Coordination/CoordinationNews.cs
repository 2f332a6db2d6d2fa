using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Coordination;

/// <summary>What the channel is told of tasks. Pure.</summary>
internal static class CoordinationNews
{
    public static IEnumerable<ChannelNews> Of(TaskStep step) => step.Events.SelectMany(Of);

    /// <summary>A task as the channel knows it.</summary>
    public static TaskNote Note(TaskEvent e) => new(e.TaskId, e.Operation, e.Kind, e.Client);

    /// <summary>What a failed task is said to have failed of.</summary>
    public static (string Error, string ErrorType) ErrorOf(TaskEvent end) => end switch
    {
        TaskDeadLettered dead => (dead.Message ?? dead.Reason, dead.ErrorType ?? dead.Reason),
        TaskCancelled { Reason: { } reason } => (reason, StuckTasks.IsReason(reason) ? "stuck" : "cancelled"),
        _ => ("It was cancelled.", "cancelled"),
    };

    private static IEnumerable<ChannelNews> Of(TaskEvent e)
    {
        switch (e)
        {
            case TaskAccepted:
                yield return Coordination("task_started", new
                {
                    e.TaskId, task = Note(e), status = "routing", startTime = Ms(e), routingAttempts = 0, executionAttempts = 0,
                });
                break;
            case TaskCompleted completed:
                yield return Coordination("task_completed", new
                {
                    success = true, e.TaskId, task = Note(e), status = "completed", completed.TargetId, duration = completed.DurationMs,
                    endTime = Ms(e), executionAttempts = e.Attempt,
                });
                yield return new(CoordinationNames.RoutingChannel, "task_completed", new { completed.TargetId, e.TaskId });
                break;
            case TaskDeadLettered or TaskCancelled:
                var (error, errorType) = ErrorOf(e);
                yield return Coordination("task_failed", new
                {
                    success = false, e.TaskId, task = Note(e), status = "failed", error, errorType, reason = (e as TaskDeadLettered)?.Reason ?? "cancelled",
                    endTime = Ms(e), executionAttempts = e.Attempt,
                });
                break;
            case TaskRetryScheduled retry:
                yield return Coordination("error_recovery", new
                {
                    e.TaskId, task = Note(e), cause = retry.Recovery is null ? "retry" : "recovery", retry.ErrorType, error = retry.Message, retry.TargetId,
                    retry.InstanceId, delay = retry.DelayMs, attempt = e.Attempt, strategy = retry.Recovery?.Strategy, actions = retry.Recovery?.Actions,
                });
                break;
            case TaskRerouted rerouted:
                yield return Coordination("error_recovery", new
                {
                    e.TaskId, task = Note(e), rerouted.Cause, rerouted.ErrorType, error = rerouted.Message, rerouted.TargetId, rerouted.InstanceId,
                    delay = rerouted.DelayMs, attempt = e.Attempt, rerouted.FallbackType,
                });
                break;
        }
    }

    private static ChannelNews Coordination(string type, object fields) => new(CoordinationNames.Channel, type, fields);

    private static long Ms(TaskEvent e) => e.At.ToUnixTimeMilliseconds();
}

/// <param name="Type">What is to be done, e.g. <c>analyze</c>.</param>
internal sealed record TaskNote(string Id, string Type, string Kind, string Client);
