namespace Swarm.Messaging.Coordination;

/// <param name="Routing">As in the area of that name; null when nobody offers it. So for the next two, which are the areas wasm and errors.</param>
/// <param name="Uptime">Of this host, in seconds.</param>
/// <param name="Timestamp">Epoch ms.</param>
internal sealed record CoordinatorReport(
    CoordinatorFigures Coordinator, object? Routing, object? Pool, object? Errors, double Uptime, MemoryFigures Memory, long Timestamp);

/// <summary>Code tasks, over all hosts.</summary>
/// <param name="ActiveTasks">Running.</param>
/// <param name="MaxConcurrentTasks">That may hold a slot at a time, in the whole system.</param>
/// <param name="SuccessRate">Of the ended, 0..1.</param>
/// <param name="AvgTaskDuration">Of the successful executions, in ms.</param>
internal sealed record CoordinatorFigures(
    long ActiveTasks, int MaxConcurrentTasks, long TotalTasks, long WaitingTasks, long SuccessfulTasks, long FailedTasks, long ReroutedTasks,
    double SuccessRate, double AvgTaskDuration, long TotalRoutes);

/// <summary>Of this host, in bytes.</summary>
internal sealed record MemoryFigures(long WorkingSet, long Managed);
