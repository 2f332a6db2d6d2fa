using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Workers;

/// <summary>A host's pool of persistent worker processes. Section <c>Workers</c>.</summary>
public sealed class WorkersOptions
{
    public const int DefaultPoolSize = 20;

    /// <summary>False: this host runs no worker processes, and tasks of the kind <c>process</c> go to other hosts.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Worker processes at the start, clamped to <see cref="MinWorkers"/>..<see cref="MaxWorkers"/>. Default 20.</summary>
    [Range(1, 1_000)]
    public int PoolSize { get; set; } = DefaultPoolSize;

    /// <summary>Scaling down stops here. Default 5.</summary>
    [Range(1, 1_000)]
    public int MinWorkers { get; set; } = 5;

    /// <summary>Scaling up stops here. Default 50.</summary>
    [Range(1, 1_000)]
    public int MaxWorkers { get; set; } = 50;

    /// <summary>The program and its arguments, parted by spaces; a part with spaces stands in double quotes. Null: the shipped worker.</summary>
    public string? Command { get; set; }

    /// <summary>Task types that the workers are known to take, for <c>/api/operations</c>, parted by commas; any other type is tried as well.</summary>
    public string Types { get; set; } = "implementation, analysis, test, process, http";

    /// <summary>A JSON file with the commands that tasks may run by name; see docs/worker-pool.md. Null: none.</summary>
    public string? CommandsFile { get; set; }

    /// <summary>The folder under which tasks of the type <c>implementation</c> may change files. Null: none may.</summary>
    public string? WorkFolder { get; set; }

    /// <summary>When the processes start. Default: with the first task.</summary>
    public PoolStart Start { get; set; } = PoolStart.FirstTask;

    public LoadBalancing LoadBalancing { get; set; } = LoadBalancing.LeastLoaded;

    /// <summary>How often a worker says that it lives. Default 5 s; at most half of <see cref="SuspectAfter"/>.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often health is judged. Default 5 s.</summary>
    public TimeSpan HealthCheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Age of the last heartbeat from which a worker gets no work. Default 15 s.</summary>
    public TimeSpan SuspectAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Age of the last heartbeat from which it is replaced. Default 30 s.</summary>
    public TimeSpan ZombieAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>From the start of the process to its worker-ready. Default 10 s.</summary>
    public TimeSpan SpawnTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Processes of the pool that start at the same time; the others wait for their turn, which does not count as their start. Default 8.</summary>
    [Range(1, 1_000)]
    public int StartsAtOnce { get; set; } = 8;

    /// <summary>How long a cancelled execution may take to end before its process is killed. Default 5 s.</summary>
    public TimeSpan CancelGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>From SIGTERM to SIGKILL, and from a shutdown message to SIGTERM. Default 5 s.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stopping pool lets running tasks end. Default 30 s.</summary>
    public TimeSpan GracefulShutdown { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>False: a worker that ends is not replaced; its slot waits for an operator.</summary>
    public bool AutoRestart { get; set; } = true;

    /// <summary>Replacements of one slot until it is given up. Default 3.</summary>
    [Range(0, 1_000)]
    public int MaxRestartAttempts { get; set; } = 3;

    /// <summary>Least time between two replacements in a slot. Default 5 s.</summary>
    public TimeSpan RestartCoolDown { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time without a failure after which a slot has its whole restart budget again. Default 5 min.</summary>
    public TimeSpan RestartRestored { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Resident memory of a worker above which high-memory is raised and it is recycled after its task. Default 512.</summary>
    [Range(16, 1_048_576)]
    public int WorkerMemoryLimitMb { get; set; } = 512;

    /// <summary>Processor time of a worker, in percent of one core between two heartbeats, above which high-cpu is raised. Default 90.</summary>
    [Range(1, 10_000)]
    public int CpuThresholdPercent { get; set; } = 90;

    /// <summary>Heartbeats in a row above the threshold after which a worker is recycled after its task; 0: never. Default 0, as hard work is no fault.</summary>
    [Range(0, 10_000)]
    public int RecycleAfterHighCpu { get; set; }

    /// <summary>Tasks after which a worker is recycled; 0: never. Default 0.</summary>
    [Range(0, 100_000_000)]
    public int RecycleAfterTasks { get; set; }

    /// <summary>
    /// Tiny tasks that wait in the host for each worker at most, so that none stands idle for the way of the next one; those of 100 ms and
    /// more never do. They are called back when their turn is far off. 0: none, every free worker is filled by placement. Default 256.
    /// </summary>
    [Range(0, 1_000)]
    public int Prefetch { get; set; } = 256;

    /// <summary>The largest message of a worker, in bytes; more is a broken pipe, and the worker is replaced. Default 4 MiB.</summary>
    [Range(1_048_576, 268_435_456)]
    public int MaxFrameBytes { get; set; } = Worker.Wire.FrameLimits.Default;

    /// <summary>Lines of a worker's standard error and log messages that are kept per second; the rest is counted. Default 100.</summary>
    [Range(1, 100_000)]
    public int LogLinesPerSecond { get; set; } = 100;

    public bool LogErrors { get; set; } = true;

    public bool LogWarnings { get; set; } = true;

    public bool LogInfo { get; set; }

    public bool LogDebug { get; set; }

    /// <summary>Scale by the backlog. Default on.</summary>
    public bool AutoScale { get; set; } = true;

    /// <summary>How often scaling is considered. Default 30 s.</summary>
    public TimeSpan ScaleInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Waiting tasks above which workers are added. Default 50.</summary>
    [Range(1, 1_000_000)]
    public int ScaleUpBacklog { get; set; } = 50;

    /// <summary>How many are added at a time. Default 10.</summary>
    [Range(1, 1_000)]
    public int ScaleUpStep { get; set; } = 10;

    /// <summary>Without a backlog, fewer busy workers than this let the pool shrink. Default 5.</summary>
    [Range(1, 1_000)]
    public int ScaleDownBusy { get; set; } = 5;

    /// <summary>The automatic loop shrinks only a pool above this size. Default 10.</summary>
    [Range(1, 1_000)]
    public int ScaleDownAbove { get; set; } = 10;

    /// <summary>How many leave at a time. Default 5.</summary>
    [Range(1, 1_000)]
    public int ScaleDownStep { get; set; } = 5;

    /// <summary><see cref="PoolSize"/> within its bounds. Bounds that contradict each other are the validation's to tell, which reads this before.</summary>
    public int InitialSize => Math.Max(MinWorkers, Math.Min(PoolSize, MaxWorkers));

    internal WorkersOptions Copy() => (WorkersOptions)MemberwiseClone();
}
