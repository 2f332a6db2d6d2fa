namespace Swarm.Messaging.Worker.Wire;

/// <summary>Environment variables that tell a worker who it is.</summary>
public static class WorkerEnvironment
{
    /// <summary>Its slot, e.g. <c>worker-3</c>.</summary>
    public const string Id = "SWARM_WORKER_ID";

    /// <summary>Milliseconds between heartbeats.</summary>
    public const string HeartbeatMs = "SWARM_WORKER_HEARTBEAT_MS";

    /// <summary>Resident memory above which it warns, in MB.</summary>
    public const string MemoryLimitMb = "SWARM_WORKER_MEMORY_LIMIT_MB";

    /// <summary>The largest frame it may write, in bytes.</summary>
    public const string MaxFrame = "SWARM_WORKER_MAX_FRAME";

    /// <summary>A file that names the commands which the shipped handlers may run; see <see cref="Shipped.CommandList"/>.</summary>
    public const string Commands = "SWARM_WORKER_COMMANDS";

    /// <summary>The folder under which the shipped handler <c>implementation</c> may change files.</summary>
    public const string WorkFolder = "SWARM_WORKER_FOLDER";
}
