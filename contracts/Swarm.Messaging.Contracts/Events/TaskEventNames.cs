namespace Swarm.Messaging.Contracts.Events;

/// <summary>The names events carry in <c>event</c> and, followed by the client, as routing key.</summary>
public static class TaskEventNames
{
    public static string Of(TaskEvent e) => e switch
    {
        TaskAccepted => "task.accepted",
        TaskQueued => "task.queued",
        TaskPlaced => "task.placed",
        TaskParked => "task.parked",
        TaskStarted => "task.started",
        TaskProgressed => "task.progressed",
        TaskCompleted => "task.completed",
        TaskRetryScheduled => "task.retry-scheduled",
        TaskRerouted => "task.rerouted",
        TaskDeadLettered => "task.dead-lettered",
        TaskCancelled => "task.cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "An event without a name."),
    };
}
