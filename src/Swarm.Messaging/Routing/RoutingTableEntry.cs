using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Routing;

/// <summary>How work of one route ended, as the routing table shows it to outside readers.</summary>
/// <param name="Route"><c>fileType:operationType</c>.</param>
/// <param name="Targets">The last 100, oldest first.</param>
/// <param name="AvgResponseTime">Mean of successful executions in ms; 0: none.</param>
public sealed record RoutingTableEntry(
    string Route, IReadOnlyList<RoutedTarget> Targets, long SuccessCount, long FailureCount, double AvgResponseTime)
{
    public static RoutingTableEntry Of(RouteReport route) => new(
        route.Route,
        [.. route.Last.Select(o => new RoutedTarget(o.TargetId, o.At.ToUnixTimeMilliseconds(), o.Success))],
        route.SuccessCount,
        route.FailureCount,
        Math.Round(route.AvgResponseMs ?? 0, 2));
}

/// <param name="Timestamp">Of the outcome, epoch ms, by the store's clock.</param>
public sealed record RoutedTarget(string TargetId, long Timestamp, bool Success);
