namespace Swarm.Messaging.Workers.Reports;

/// <summary>Values of <see cref="WorkerPoolEvent.Type"/>.</summary>
internal static class WorkerPoolEvents
{
    public const string PoolInitialized = "pool-initialized";
    public const string PoolShutdown = "pool-shutdown";
    public const string WorkerLog = "worker-log";
    public const string TaskEnqueued = "task-enqueued";
    public const string TaskDequeued = "task-dequeued";
    public const string TaskAssigned = "task-assigned";
    public const string TaskCompleted = "task-completed";
    public const string TaskFailed = "task-failed";
    public const string TaskTimeout = "task-timeout";
    public const string TaskRetryScheduled = "task-retry-scheduled";
    public const string TaskRetried = "task-retried";
    public const string DlqCleared = "dlq-cleared";
    public const string StaleResult = "stale-result";
    public const string WorkerError = "worker-error";
    public const string WorkerExited = "worker-exited";
    public const string PoolScaledUp = "pool-scaled-up";
    public const string PoolScaledDown = "pool-scaled-down";
    public const string QueueCleared = "queue-cleared";
    public const string Warning = "warning";

    public const string WorkerRegistered = "worker-registered";
    public const string WorkerUnregistered = "worker-unregistered";
    public const string HeartbeatReceived = "heartbeat-received";
    public const string MissedHeartbeat = "missed-heartbeat";
    public const string ZombieDetected = "zombie-detected";
    public const string HighMemory = "high-memory";
    public const string WorkerRecovered = "worker-recovered";
    public const string RestartAttempted = "restart-attempted";
    public const string RestartCounterReset = "restart-counter-reset";
    public const string Alert = "alert";
    public const string MonitoringStarted = "monitoring-started";
    public const string MonitoringStopped = "monitoring-stopped";
}
