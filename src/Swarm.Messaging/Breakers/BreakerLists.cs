using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Breakers;

/// <summary>The breakers of all sorts as one list: what is not closed first, then as their sources have them.</summary>
internal sealed class BreakerLists(IEnumerable<IBreakerSource> sources)
{
    public const int Most = 1_000;

    private const string Closed = "closed";

    private readonly IBreakerSource[] sources = [.. sources];

    public async Task<IReadOnlyList<NodeBreaker>> ListAsync(CancellationToken cancellation)
    {
        var all = await Task.WhenAll(sources.Select(s => s.ListAsync(Most, cancellation))).ConfigureAwait(false);
        return [.. all.SelectMany(b => b).OrderBy(b => b.State == Closed).Take(Most)];
    }

    public async Task<bool> ResetAsync(string key, string who, CancellationToken cancellation)
    {
        foreach (var source in sources)
        {
            if (await source.ResetAsync(key, who, cancellation).ConfigureAwait(false))
                return true;
        }

        return false;
    }
}
