namespace Swarm.Messaging.Alerts;

/// <summary>Conditions somebody should know of.</summary>
internal static class AlertNames
{
    public const string QueueBacklog = "queue-backlog";
    public const string BacklogFull = "backlog-full";
    public const string ErrorRate = "error-rate";
    public const string FailedItems = "failed-items";
    public const string RecoveryFailed = "recovery-failed";
    public const string BreakerOpen = "breaker-open";
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
            or "missed-heartbeat" or "zombie-detected" or "high-memory" or "high-cpu" or "worker-slot-error" or "protocol-violation";

    public static string HostOf(string subject) => subject.Split('/', 2)[0];
}
