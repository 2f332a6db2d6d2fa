using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>A host's workers, which run the nodes that hosts run themselves, and what is watched about them. Section <c>Workflows:Runner</c>.</summary>
public sealed class RunnerOptions
{
    /// <summary>Workers from the start on; the pool never has fewer. 2.</summary>
    [Range(1, 1_000)]
    public int MinWorkers { get; set; } = 2;

    /// <summary>Workers at most. 16.</summary>
    [Range(1, 1_000)]
    public int MaxWorkers { get; set; } = 16;

    /// <summary>Nodes that a worker runs at a time: the host offers so many slots for each. 5.</summary>
    [Range(1, 1_000)]
    public int TasksPerWorker { get; set; } = 5;

    /// <summary>Which worker runs a node: <c>least-busy</c>, <c>round-robin</c>, <c>random</c>, <c>weighted</c>, or the name of a registered <see cref="INodeWorkerSelector"/>.</summary>
    public string Strategy { get; set; } = LeastBusySelector.StrategyName;

    /// <summary>False: the pool stays as large as <see cref="MinWorkers"/>.</summary>
    public bool EnableAutoScaling { get; set; } = true;

    /// <summary>One more worker at a check for so many waiting nodes. 10.</summary>
    [Range(1, 1_000_000)]
    public int ScaleUpDepth { get; set; } = 10;

    /// <summary>Most workers that one check adds, 1: one at a time however many wait. 16.</summary>
    [Range(1, 1_000)]
    public int ScaleUpMost { get; set; } = 16;

    /// <summary>A worker without a node for so long leaves, one at a check. 60 s.</summary>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often health and size are judged. 5 s.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A worker that is not ready so long after its start has crashed. 5 s.</summary>
    public TimeSpan StartLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A worker whose node does not end so long after it was stopped gets nothing new. 15 s.</summary>
    public TimeSpan SuspectAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A worker whose node does not end so long after it was stopped has crashed and is replaced. 30 s.</summary>
    public TimeSpan ZombieAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>False: a worker that crashed is not replaced, unless the pool would have fewer than its least.</summary>
    public bool AutoRestart { get; set; } = true;

    /// <summary>Failures in a row, of a kind that another attempt may mend, that make a worker unhealthy. 5.</summary>
    [Range(1, 1_000)]
    public int UnhealthyFailures { get; set; } = 5;

    /// <summary>Processor time of this process, in percent of all the machine's processors, above which its workers are unhealthy. 80.</summary>
    [Range(1, 100)]
    public int CpuLimitPercent { get; set; } = 80;

    /// <summary>Heap of this process, in MB, above which its workers are unhealthy. 500.</summary>
    [Range(1, 1_048_576)]
    public int MemoryLimitMb { get; set; } = 500;

    /// <summary>False: times and rates are not measured, and no bottlenecks and no alerts come of them.</summary>
    public bool EnablePerformanceMonitoring { get; set; } = true;

    /// <summary>False: of every run that this host accepts one node runs at a time, whatever the run asks for.</summary>
    public bool EnableDistributedExecution { get; set; } = true;

    /// <summary>How long an equal submission of a node's task is refused as a duplicate. 60 s.</summary>
    public TimeSpan DedupWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A run that takes longer is slow. 5 s.</summary>
    public TimeSpan SlowExecution { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Waiting nodes above which queue-backlog is raised as a warning. 50.</summary>
    [Range(1, 10_000_000)]
    public int BacklogWarning { get; set; } = 50;

    /// <summary>Waiting nodes above which queue-backlog is critical. 100.</summary>
    [Range(1, 10_000_000)]
    public int BacklogCritical { get; set; } = 100;
}
