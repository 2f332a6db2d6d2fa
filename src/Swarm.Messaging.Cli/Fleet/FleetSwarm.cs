namespace Swarm.Messaging.Cli.Fleet;

/// <summary>A swarm as the store has it.</summary>
/// <param name="Status">Null: it is not registered.</param>
/// <param name="HostId">The process that hosts it, or did last; empty: none.</param>
/// <param name="Term">Rises each time that a process takes it.</param>
/// <param name="Reason">Of its status.</param>
internal sealed record FleetSwarm(string Id, string? Status, string? HostId, long Term, string? Reason);
