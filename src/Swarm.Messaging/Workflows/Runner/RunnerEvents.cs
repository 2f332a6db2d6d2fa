namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Values of <see cref="RunnerEvent.Type"/>.</summary>
public static class RunnerEvents
{
    public const string WorkerStarted = "worker_started";
    public const string WorkerStopped = "worker_stopped";
    public const string WorkerCrashed = "worker_crashed";
    public const string ScaleUp = "scale_up";
    public const string ScaleDown = "scale_down";
    public const string TaskAssigned = "task_assigned";
    public const string TaskQueued = "task_queued";
    public const string TaskDequeued = "task_dequeued";
    public const string TaskCompleted = "task_completed";
    public const string TaskFailed = "task_failed";
    public const string TaskCancelled = "task_cancelled";
    /// <summary>As many tasks wait as may: submissions are refused.</summary>
    public const string QueueFull = "queue_full";
    /// <summary>Tasks waited, and none does any more.</summary>
    public const string QueueCleared = "queue_cleared";
    public const string DuplicateTask = "duplicate_task";
    public const string PerformanceAlert = "performance_alert";
    public const string BottleneckDetected = "bottleneck_detected";
    /// <summary>A call was refused by an open circuit breaker.</summary>
    public const string BreakerRefused = "circuit_breaker_open";
    public const string BreakerOpened = "circuit_breaker_opened";
    public const string BreakerHalfOpen = "circuit_breaker_half_open";
    public const string BreakerClosed = "circuit_breaker_closed";
    public const string BreakerReopened = "circuit_breaker_reopened";
    /// <summary>Closed by hand.</summary>
    public const string BreakerReset = "circuit_breaker_reset";
}
