namespace Swarm.Messaging.Placement;

/// <summary>How an attempt ended that gives its slot back, for the figures of its target and route. Counted once, with the release.</summary>
/// <param name="Route">What was routed, e.g. <c>rs:analyze</c>; null counts for the target only.</param>
/// <param name="Duration">From start to end.</param>
/// <param name="Error">The type of a failure's error, see <see cref="PlacementOptions.SessionErrors"/>; null: a success, or nobody said.</param>
public sealed record AttemptOutcome(bool Success, TimeSpan Duration, string? Route, string? Error = null);
