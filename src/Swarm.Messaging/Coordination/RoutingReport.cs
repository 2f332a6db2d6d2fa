namespace Swarm.Messaging.Coordination;

/// <summary>Where code tasks went, over all hosts.</summary>
/// <param name="TotalRoutes">Targets chosen.</param>
/// <param name="ActiveWasmInstances">Healthy ones; 0 when nobody runs a pool.</param>
/// <param name="AvgLoadPerAgent">Attempts that an active agent holds, on average.</param>
internal sealed record RoutingReport(
    long TotalRoutes, int ActiveAgents, int ActiveWasmInstances, double AvgLoadPerAgent, IReadOnlyList<RoutingTableEntry> RoutingTableEntries);

/// <param name="Route">File type and operation.</param>
/// <param name="Targets">The last 100 outcomes, oldest first.</param>
/// <param name="AvgResponseTime">In ms, of the successes; null: none.</param>
internal sealed record RoutingTableEntry(string Route, IReadOnlyList<RoutingTableOutcome> Targets, long SuccessCount, long FailureCount, double? AvgResponseTime);

/// <param name="Timestamp">Epoch ms.</param>
internal sealed record RoutingTableOutcome(string TargetId, long Timestamp, bool Success);
