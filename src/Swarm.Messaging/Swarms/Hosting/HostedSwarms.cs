using System.Collections.Concurrent;

namespace Swarm.Messaging.Swarms.Hosting;

/// <summary>The swarms that this process hosts, as it knows them.</summary>
internal sealed class HostedSwarms
{
    private readonly ConcurrentDictionary<string, HostedSwarm> swarms = new(StringComparer.Ordinal);

    public IReadOnlyCollection<HostedSwarm> All => (IReadOnlyCollection<HostedSwarm>)swarms.Values;

    public HostedSwarm? Find(string swarmId) => swarms.GetValueOrDefault(swarmId);

    public bool Drop(HostedSwarm swarm) => swarms.TryRemove(KeyValuePair.Create(swarm.SwarmId, swarm));

    /// <summary>What the registry says it hosts.</summary>
    /// <returns>Those it did not host before, or under another term.</returns>
    public IReadOnlyList<HostedSwarm> Set(IReadOnlyList<HostedSwarm> now)
    {
        foreach (var gone in swarms.Keys.Except(now.Select(s => s.SwarmId), StringComparer.Ordinal))
            swarms.TryRemove(gone, out _);
        var fresh = now.Where(s => Find(s.SwarmId)?.Term != s.Term).ToList();
        foreach (var swarm in now)
            swarms[swarm.SwarmId] = swarm;
        return fresh;
    }
}
