namespace Swarm.Messaging.Workflows.Runner;

/// <summary>How the runner of one host is.</summary>
/// <param name="Health">healthy, degraded or unhealthy.</param>
/// <param name="Performance">Null while <c>Workflows:Runner:EnablePerformanceMonitoring</c> is off.</param>
internal sealed record RunnerReport(
    string HostId, string Health, NodePoolReport Pool, NodeQueueReport Queue, RunnerPerformance? Performance, IReadOnlyList<Bottleneck> Bottlenecks,
    IReadOnlyDictionary<string, long> Events, RunnerSwitches Switches);

/// <summary>Measured on this host since its start; rates within the last minute.</summary>
/// <param name="Runs">Whole runs, from acceptance to the end.</param>
/// <param name="Tasks">Successful executions of nodes' tasks, by the clock of the target.</param>
/// <param name="Cache">Of this host.</param>
/// <param name="Connections">In use, and open.</param>
internal sealed record RunnerPerformance(
    RunTimesReport Runs, RunTimesReport Tasks, double ExecutionsPerSecond, double TasksPerSecond, double HeapMb, double RssMb, double CpuPercent,
    double AverageQueueWaitMs, CacheUse Cache, ConnectionUse Connections, int ActiveWorkers, long QueueDepth);

internal sealed record CacheUse(long Hits, long Misses, double HitRate);

internal sealed record ConnectionUse(int Active, int Total);

internal sealed record RunnerSwitches(bool EnableDistributedExecution, bool EnablePerformanceMonitoring, bool EnableAutoScaling);
