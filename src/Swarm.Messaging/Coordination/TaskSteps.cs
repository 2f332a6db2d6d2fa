using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Coordination;

/// <summary>Events of commits as steps. Pure.</summary>
internal static class TaskSteps
{
    /// <summary>The kind that phase 5, and with it the coordinator, is about.</summary>
    public const string Kind = "code";

    /// <param name="events">All events of a commit stand together and in order.</param>
    public static IEnumerable<TaskStep> Of(IReadOnlyList<TaskEvent> events)
    {
        for (var i = 0; i < events.Count;)
        {
            var (first, begin) = (events[i], i);
            while (i < events.Count && events[i].TaskId == first.TaskId && events[i].Version == first.Version)
                i++;

            // Progress commits nothing and has version 0.
            if (first.Kind == Kind && first.Version > 0)
                yield return OfCommit([.. events.Skip(begin).Take(i - begin)]);
        }
    }

    /// <summary>What a task's saga says, for when its events were lost with a host.</summary>
    public static TaskStep Of(TaskDetails task)
    {
        TaskEvent? end = task.State switch
        {
            TaskStates.Completed => new TaskCompleted { TargetId = task.TargetId ?? Last(task)?.TargetId, DurationMs = Duration(task) },
            TaskStates.DeadLettered => new TaskDeadLettered { Reason = "dead-lettered", ErrorType = Last(task)?.ErrorType, Message = task.Reason },
            TaskStates.Cancelled => new TaskCancelled { Reason = task.Reason },
            _ => null,
        };
        var state = end is not null ? StateOf(end) : task.State == TaskStates.Running ? StepState.Running : StepState.Waiting;
        var at = task.EndedAt ?? task.SubmittedAt;
        return new TaskStep(task.TaskId, task.Version, state, at.ToUnixTimeMilliseconds())
        {
            DurationMs = end is TaskCompleted completed ? completed.DurationMs : 0,
            Events = end is null ? [] : [end with
            {
                TaskId = task.TaskId, Client = task.Client, Kind = task.Kind, Operation = task.Operation, Version = task.Version, Attempt = task.Attempt, At = at,
            }],
        };
    }

    private static TaskStep OfCommit(IReadOnlyList<TaskEvent> commit)
    {
        var last = commit[^1];
        return new TaskStep(last.TaskId, last.Version, StateOf(last), last.At.ToUnixTimeMilliseconds())
        {
            Started = commit.Any(e => e is TaskStarted),
            Routes = commit.Count(e => e is TaskPlaced),
            Rerouted = commit.Any(e => e is TaskRerouted),
            DurationMs = commit.OfType<TaskCompleted>().Sum(e => e.DurationMs),
            Events = commit,
        };
    }

    private static StepState StateOf(TaskEvent last) => last switch
    {
        TaskStarted => StepState.Running,
        TaskCompleted => StepState.Successful,
        TaskDeadLettered or TaskCancelled => StepState.Failed,
        _ => StepState.Waiting,
    };

    private static AttemptRecord? Last(TaskDetails task) => task.Attempts.Count > 0 ? task.Attempts[^1] : null;

    private static long Duration(TaskDetails task) =>
        Last(task) is { StartedAt: { } started } attempt ? Math.Max(0, (long)(attempt.EndedAt - started).TotalMilliseconds) : 0;
}
