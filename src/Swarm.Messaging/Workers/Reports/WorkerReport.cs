namespace Swarm.Messaging.Workers.Reports;

/// <summary>One worker, as operators see it.</summary>
/// <param name="Process">The incarnation of its slot: 1 for the first process.</param>
/// <param name="Health">healthy, suspect or zombie; error for a slot that was given up, which has no process and no figures of one.</param>
/// <param name="RestartCount">Replacements ever.</param>
/// <param name="RestartsLeft">Of the slot's budget.</param>
internal sealed record WorkerReport(
    string Id,
    int Process,
    int? Pid,
    string State,
    string Health,
    bool Healthy,
    string? CurrentTask,
    long TasksExecuted,
    double MemoryMb,
    double CpuPercent,
    long AgeMs,
    DateTimeOffset SpawnedAt,
    DateTimeOffset LastActivity,
    DateTimeOffset LastHeartbeat,
    int RestartCount,
    int RestartsLeft,
    IReadOnlyList<string> Types,
    IReadOnlyList<string> Alerts);
