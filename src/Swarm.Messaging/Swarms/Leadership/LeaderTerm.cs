namespace Swarm.Messaging.Swarms.Leadership;

/// <summary>One lease of leadership, from its acquisition to its end. Whatever only the leader may write carries it.</summary>
/// <param name="SwarmId">The swarm that leads.</param>
/// <param name="HostId">The process that acts for it.</param>
/// <param name="Token">Names the owner; a renewal, release or write with another one changes nothing.</param>
/// <param name="Epoch">Rises by one with each acquisition and never falls.</param>
internal sealed record LeaderTerm(string SwarmId, string HostId, string Token, long Epoch);
