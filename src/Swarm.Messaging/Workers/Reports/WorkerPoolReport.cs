using Swarm.Messaging.Workers.Health;

namespace Swarm.Messaging.Workers.Reports;

/// <summary>The pool of one host: area <c>workers</c>, and <c>/metrics/worker-pool</c>.</summary>
internal sealed record WorkerPoolReport(
    string HostId,
    PoolFacts Pool,
    WorkerCounts Workers,
    TaskCounts Tasks,
    ExecutionCounts Executions,
    PoolPerformance Performance,
    QueueFacts Queue,
    PoolHealth Health,
    IReadOnlyList<WorkerReport> Slots);

internal sealed record PoolFacts(int Size, int MinWorkers, int MaxWorkers, bool Started, bool Initialized, bool Draining, bool ShuttingDown, long UptimeMs, string LoadBalancing);

internal sealed record WorkerCounts(int Total, int Ready, int Busy, int Unhealthy);

/// <summary>Tasks, whose steps this host has stored since its start; the sum over all hosts counts each once.</summary>
/// <param name="Failed">Became dead letters.</param>
/// <param name="Queued">Waiting for a worker: in this host's pool, and for a slot on any host.</param>
/// <param name="Dlq">Dead letters of the kind <c>process</c>, at most 1,000 are counted.</param>
internal sealed record TaskCounts(long Submitted, long Completed, long Failed, long Cancelled, long Queued, long Dlq);

/// <summary>Executions in this pool since its start: of a task that is tried four times there are four.</summary>
internal sealed record ExecutionCounts(long Started, long Completed, long Failed, long Cancelled);

/// <param name="WorkerReuseRate">1 - (executions that were the first of their process) / (all executions); 0 without any. Read it with the pool's size.</param>
internal sealed record PoolPerformance(
    double WorkerReuseRate, long WorkersSpawned, long WorkersRestarted, long WorkersCrashed, long WorkersRecycled, long StaleResults,
    double AvgTaskWaitTimeMs, double AvgTaskDurationMs);

/// <param name="TotalTasks">As <see cref="TaskCounts.Submitted"/>.</param>
/// <param name="ByPriority">Waiting in this pool and for a slot on any host, by rank; of the latter the newest 1,000 are looked at.</param>
/// <param name="OldestTaskAge">Of the same, in milliseconds; null when none waits.</param>
internal sealed record QueueFacts(
    long QueueDepth, long TotalTasks, long DlqSize, IReadOnlyDictionary<string, long> ByStatus, IReadOnlyDictionary<int, long> ByPriority,
    double AvgWaitTimeMs, double AvgDurationMs, double? OldestTaskAge);
