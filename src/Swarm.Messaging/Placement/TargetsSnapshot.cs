namespace Swarm.Messaging.Placement;

/// <summary>All targets in the order of registration, as of about the same moment.</summary>
/// <param name="Version">Rises whenever a target comes, changes, drains or goes; not with its load, nor when it falls silent.</param>
/// <param name="At">The store's clock.</param>
public sealed record TargetsSnapshot(long Version, DateTimeOffset At, IReadOnlyList<TargetReport> Targets);
