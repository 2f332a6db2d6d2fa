namespace Swarm.Messaging.Placement;

/// <summary>
/// The same placement by a connection that little else uses, and by least-connections whatever strategy is set: for choices that have
/// taken too long already.
/// </summary>
internal sealed record FallbackPlacement(IPlacementStore Placement);
