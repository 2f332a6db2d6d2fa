namespace Swarm.Messaging.Wasm;

/// <summary>One instance, as the registry <c>swarm:wasm-instances</c> and everything else shows it.</summary>
/// <param name="Type">Always <c>wasm</c>.</param>
/// <param name="Capabilities">Pairs of file type and operation, e.g. <c>rs:analyze</c>; null where they are told once for the host.</param>
/// <param name="MaxCapacity">Slots; <paramref name="CurrentTasks"/> of them are used.</param>
/// <param name="Status">initializing, available, busy, failed; or draining: it gets nothing more.</param>
/// <param name="CreatedAt">Epoch ms, like <paramref name="LastUsed"/>, which is null before its first task.</param>
internal sealed record InstanceReport(
    string Id,
    string Type,
    string HostId,
    IReadOnlyList<string>? Capabilities,
    int MaxCapacity,
    string Status,
    bool Healthy,
    int CurrentTasks,
    int MaxConcurrentTasks,
    IReadOnlyList<string> Specializations,
    InstancePerformance Performance,
    bool Essential,
    InstanceMemory Memory,
    InstanceCpu Cpu,
    int Incarnation,
    long CreatedAt,
    long? LastUsed);

/// <param name="AvgExecutionTime">Of successful tasks, in ms; null when there is none.</param>
/// <param name="SuccessRate">0..1; 1 when it has had no task.</param>
internal sealed record InstancePerformance(double? AvgExecutionTime, double SuccessRate, long TotalTasks, long FailedTasks);

/// <param name="Allocated">The most linear memory that a task on it was allowed, in MB.</param>
/// <param name="Used">The most linear memory that a task on it had since its memory was last dropped, in MB.</param>
internal sealed record InstanceMemory(int Allocated, double Used);

/// <param name="Usage">Part of one processor that its guests' threads used between the last two samples; 1 is one processor.</param>
/// <param name="TotalMs">Processor time of its guests since it was started.</param>
internal sealed record InstanceCpu(double Usage, double TotalMs);
