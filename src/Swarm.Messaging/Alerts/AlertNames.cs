namespace Swarm.Messaging.Alerts;

/// <summary>Conditions somebody should know of.</summary>
internal static class AlertNames
{
    public const string QueueBacklog = "queue-backlog";
    public const string QueueBacklogCritical = "queue-backlog-critical";
    public const string SlowExecution = "slow-execution";
    public const string HighCpu = "high-cpu";
    public const string WorkerCrash = "worker-crash";
    public const string WorkerCrashRate = "worker-crash-rate";
    public const string WorkerCrashCritical = "worker-crash-critical";
    public const string FailureRate = "failure-rate";
    public const string FailureRateCritical = "failure-rate-critical";
    public const string CacheHitRate = "cache-hit-rate";
    public const string BacklogFull = "backlog-full";
    public const string ErrorRate = "error-rate";
    public const string FailedItems = "failed-items";
    public const string RecoveryFailed = "recovery-failed";
    public const string SwarmLimit = "swarm-limit";
    public const string StateErrors = "state-errors";
    public const string BreakerOpen = "breaker-open";
    public const string ObjectiveUnhealthy = "objective-unhealthy";
    public const string NewerVersion = "newer-version";
    public const string TaskStuck = "task-stuck";
    public const string PoolAtMax = "pool-at-max";
    public const string ScalingFailed = "scaling-failed";
    public const string LogUnwritable = "log-unwritable";
    public const string HostMemory = "host-memory";
    public const string HostFull = "host-memory-critical";

    /// <summary>Those that a host raises about itself, or about a worker of its own: their subject is its id, or begins with it and a slash.</summary>
    public static bool IsOfHost(string name) =>
        name is ErrorRate or FailedItems or NewerVersion or PoolAtMax or ScalingFailed or LogUnwritable or HostMemory or HostFull
            or SlowExecution or HighCpu or WorkerCrash or WorkerCrashRate or WorkerCrashCritical or FailureRate or FailureRateCritical or CacheHitRate
            or "missed-heartbeat" or "zombie-detected" or "high-memory" or "worker-slot-error" or "protocol-violation";

    public static string HostOf(string subject) => subject.Split('/', 2)[0];
}
