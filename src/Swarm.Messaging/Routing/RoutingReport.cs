namespace Swarm.Messaging.Routing;

/// <summary>Status document of area <c>routing</c>.</summary>
/// <param name="TotalRoutes">Choices of a target for code tasks, over all hosts since the first.</param>
/// <param name="AvgLoadPerAgent">Attempts that an active agent holds, on average.</param>
public sealed record RoutingReport(
    long TotalRoutes,
    string Strategy,
    int ActiveAgents,
    int ActiveWasmInstances,
    double AvgLoadPerAgent,
    IReadOnlyList<RoutingTableEntry> RoutingTableEntries);
