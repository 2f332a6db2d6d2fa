using Swarm.Messaging.Workers.Health;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>A place in the pool, with its process if it has one. Data; <see cref="PoolCore"/> decides.</summary>
internal sealed class Slot(int number)
{
    public int Number => number;

    public string Id { get; } = $"worker-{number}";

    /// <summary>Counts the processes of this slot.</summary>
    public int Incarnation { get; set; }

    /// <summary>Of the process: what it says about tasks must name a token that begins with it.</summary>
    public string Lease { get; set; } = "";

    public WorkerState State { get; set; } = WorkerState.Initializing;

    public HealthState Health { get; set; }

    public bool HasProcess { get; set; }

    public int Pid { get; set; }

    public IReadOnlySet<string> Types { get; set; } = System.Collections.Frozen.FrozenSet<string>.Empty;

    public PoolTask? Current { get; set; }

    /// <summary>By this process; like <see cref="TasksStarted"/>.</summary>
    public long TasksExecuted { get; set; }

    public long TasksStarted { get; set; }

    public TimeSpan SpawnedAt { get; set; }

    public TimeSpan LastActivity { get; set; }

    public TimeSpan LastHeartbeat { get; set; }

    public TimeSpan HealthySince { get; set; }

    /// <summary>Replacements since the budget was last whole.</summary>
    public int RestartsUsed { get; set; }

    /// <summary>Replacements ever.</summary>
    public int RestartCount { get; set; }

    public TimeSpan? LastRestart { get; set; }

    /// <summary>When its next process starts; null: not waiting for that.</summary>
    public TimeSpan? RestartAt { get; set; }

    /// <summary>Its process is to be started when it is its turn: others are starting.</summary>
    public bool WaitsToStart { get; set; }

    /// <summary>When the next stronger signal goes out.</summary>
    public TimeSpan? EscalateAt { get; set; }

    public bool Terminated { get; set; }

    /// <summary>Already killed: only its exit is awaited.</summary>
    public bool Killed { get; set; }

    /// <summary>Why the process has to go, as the failure of the task it runs; null: it went by itself.</summary>
    public WorkerOutcome.Failed? Verdict { get; set; }

    /// <summary>A shutdown was asked for: exit code 0 is then no crash.</summary>
    public bool Asked { get; set; }

    /// <summary>The slot leaves with its process.</summary>
    public bool Removing { get; set; }

    /// <summary>Why its process is replaced after its task; null: it is not.</summary>
    public string? Recycle { get; set; }

    public long MemoryBytes { get; set; }

    public double CpuPercent { get; set; }

    /// <summary>Processor time at the last heartbeat.</summary>
    public TimeSpan? CpuTime { get; set; }

    public int HighCpuInARow { get; set; }

    /// <summary>Names of the alerts that are on.</summary>
    public HashSet<string> Conditions { get; } = new(StringComparer.Ordinal);

    public HealthHistory History { get; } = new();

    /// <summary>Gets work.</summary>
    public bool IsEligible => State == WorkerState.Ready && Health == HealthState.Healthy && HasProcess && !Killed;
}
