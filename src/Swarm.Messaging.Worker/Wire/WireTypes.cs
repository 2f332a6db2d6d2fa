namespace Swarm.Messaging.Worker.Wire;

/// <summary>Values of the field <c>type</c>. docs/worker-protocol.md says what each carries.</summary>
public static class WireTypes
{
    public const string ExecuteTask = "execute-task";
    public const string CancelTask = "cancel-task";
    public const string Shutdown = "shutdown";
    public const string HealthCheck = "health-check";
    public const string GetMetrics = "get-metrics";

    public const string WorkerReady = "worker-ready";
    public const string Heartbeat = "heartbeat";
    public const string TaskComplete = "task-complete";
    public const string TaskFailed = "task-failed";
    public const string TaskProgress = "task-progress";
    public const string WorkerLog = "worker-log";
    public const string HighMemoryWarning = "high-memory-warning";
    public const string WorkerError = "worker-error";
    public const string HealthStatus = "health-status";
    public const string WorkerMetrics = "worker-metrics";
    public const string WorkerShutdown = "worker-shutdown";
}
