namespace Swarm.Messaging.Swarms.Registry;

/// <summary>The registry in figures, the same in every process: counted by its sets and its scripts.</summary>
/// <param name="ByStatus">How many there are now of each status.</param>
/// <param name="TotalRegistered">Ever.</param>
/// <param name="Completed">That ever ended so.</param>
/// <param name="Failed">That ever ended so.</param>
/// <param name="TotalAgents">Of those registered now.</param>
/// <param name="LifetimeMs">Of all that left the registry, together.</param>
/// <param name="Archived">How many left it.</param>
public sealed record SwarmFigures(
    IReadOnlyDictionary<string, long> ByStatus, long TotalRegistered, long Completed, long Failed, long TotalAgents, long LifetimeMs, long Archived)
{
    public long Active => ByStatus.Where(s => SwarmTransitions.IsCounted(s.Key)).Sum(s => s.Value);
}
