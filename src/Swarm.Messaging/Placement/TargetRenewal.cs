namespace Swarm.Messaging.Placement;

/// <summary>What a target learns from its heartbeat.</summary>
/// <param name="Known">False: placement does not know the target (it was removed as dead): register again.</param>
/// <param name="Gone">Listed tokens that are no longer current: stop those attempts, report nothing.</param>
/// <param name="News">What the heartbeat found out for sagas: unlisted leases to send again, and grants when the target had been silent for so long that its free slots were passed over.</param>
public sealed record TargetRenewal(bool Known, IReadOnlyList<string> Gone, PlacementNews News);
