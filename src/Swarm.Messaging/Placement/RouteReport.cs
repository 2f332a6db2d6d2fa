namespace Swarm.Messaging.Placement;

/// <summary>One entry of the routing table: how attempts of a route ended.</summary>
/// <param name="Route">As <see cref="AttemptOutcome.Route"/>.</param>
/// <param name="Last">The last 100, oldest first, none older than 24 h.</param>
/// <param name="SuccessCount">Since the route came into the table, like the other counts.</param>
/// <param name="AvgResponseMs">Mean over successes; null: none.</param>
public sealed record RouteReport(string Route, IReadOnlyList<RouteOutcome> Last, long SuccessCount, long FailureCount, double? AvgResponseMs);

/// <param name="At">The store's clock at the outcome.</param>
public sealed record RouteOutcome(string TargetId, DateTimeOffset At, bool Success);
