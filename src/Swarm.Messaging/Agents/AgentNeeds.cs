namespace Swarm.Messaging.Agents;

/// <summary>
/// Capabilities that tasks ask agents for. A word is made known before the first task that asks for it is stored, and those who have it declare it
/// from then on; who registers later does so by himself. What a host that dies in between leaves undone the health check does.
/// </summary>
internal sealed class AgentNeeds(IAgentStore store, AgentPlacement placement)
{
    /// <summary>Known words at a time.</summary>
    public const int MaxWords = 10_000;

    private static readonly TimeSpan Refresh = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> known = new(StringComparer.Ordinal);

    /// <returns>False: there are too many different ones.</returns>
    public async Task<bool> KnowAsync(IEnumerable<string> capabilities, DateTimeOffset now, CancellationToken cancellation)
    {
        var words = Unknown(capabilities.Select(c => c.ToLowerInvariant()), now);
        if (words.Count == 0)
            return true;
        if (await store.NeedAsync(words, MaxWords, cancellation).ConfigureAwait(false) is not { } fresh)
            return false;
        if (fresh.Count > 0)
        {
            foreach (var agent in await store.ListAsync(cancellation).ConfigureAwait(false))
            {
                if (agent is { IsActive: true, SlotsNow: > 0 } && fresh.Any(word => SkillWords.Has(agent.Definition, word)))
                    await placement.SettleAsync(agent, cancellation).ConfigureAwait(false);
            }
        }

        lock (gate)
        {
            foreach (var word in words)
                known[word] = now;
        }

        return true;
    }

    /// <summary>Also those that were last asked for long ago: they must not be forgotten.</summary>
    private List<string> Unknown(IEnumerable<string> words, DateTimeOffset now)
    {
        lock (gate)
            return [.. words.Distinct(StringComparer.Ordinal).Where(word => !known.TryGetValue(word, out var at) || now - at > Refresh)];
    }
}
