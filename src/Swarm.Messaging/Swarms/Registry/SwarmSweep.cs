namespace Swarm.Messaging.Swarms.Registry;

/// <summary>What a look at all deadlines did.</summary>
/// <param name="Interrupted">Their heartbeats stopped.</param>
/// <param name="Housed">They had no host and have one now.</param>
public sealed record SwarmWatched(IReadOnlyList<string> Interrupted, IReadOnlyList<string> Housed);

/// <param name="Expired">Swarms that nobody had touched for too long.</param>
/// <param name="Archives">Archived ones that were forgotten.</param>
public sealed record SwarmCleaned(IReadOnlyList<string> Expired, IReadOnlyList<string> Archives);
