namespace Swarm.Messaging.Workers.Health;

/// <summary>Alerts of the pool.</summary>
internal static class WorkerAlertNames
{
    public const string MissedHeartbeat = "missed-heartbeat";
    public const string LateHeartbeat = "late-heartbeat";
    public const string Zombie = "zombie-detected";
    public const string HighMemory = "high-memory";
    public const string HighCpu = "high-cpu";
    public const string SlotFailed = "worker-slot-error";
    public const string ProtocolViolation = "protocol-violation";
    public const string PoolAtMax = "pool-at-max";
}
