using System.Collections.Concurrent;
using Swarm.Messaging.Swarms.Hosting;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>
/// What the swarms of this process listen to. Each has all of it from the moment that the process hosts it, without set-up: what is said on a
/// channel lies in its inbox.
/// </summary>
internal sealed class SwarmSubscriptions(HostedSwarms hosted, MessageEvents events)
{
    public const string Added = "subscription_added";

    private readonly ConcurrentDictionary<string, long> told = new(StringComparer.Ordinal);

    /// <summary>Channels that every swarm listens to.</summary>
    public static IReadOnlyList<string> Shared { get; } =
        [SwarmAddress.Global, new SwarmAddress.ToCoordination().Channel, new SwarmAddress.ToAllAgents().Channel, new SwarmAddress.ToTasks().Channel, new SwarmAddress.ToEvents().Channel];

    /// <summary>Of all swarms of this process together.</summary>
    public int Count => hosted.All.Count * (Shared.Count + 2);

    /// <summary>The channels, each once.</summary>
    public IReadOnlyList<string> All => hosted.All.Count == 0 ? [] : [.. Shared, .. hosted.All.Select(s => s.SwarmId).Order(StringComparer.Ordinal).SelectMany(Own)];

    public static IReadOnlyList<string> Of(string swarmId) => [.. Own(swarmId), .. Shared];

    /// <summary>Tells of swarms that this process hosts since the last look.</summary>
    /// <returns>How many.</returns>
    public async Task<int> LookAsync(CancellationToken cancellation)
    {
        var now = hosted.All;
        foreach (var gone in told.Keys.Except(now.Select(s => s.SwarmId), StringComparer.Ordinal))
            told.TryRemove(gone, out _);
        var fresh = now.Where(s => !told.TryGetValue(s.SwarmId, out var term) || term != s.Term).ToList();
        foreach (var swarm in fresh)
        {
            told[swarm.SwarmId] = swarm.Term;
            await events.SubscribedAsync(swarm.SwarmId, cancellation).ConfigureAwait(false);
        }

        return fresh.Count;
    }

    private static IReadOnlyList<string> Own(string swarmId) => [new SwarmAddress.ToSwarm(swarmId).Channel, new SwarmAddress.ToAgents(swarmId).Channel];
}
