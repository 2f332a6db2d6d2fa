using Microsoft.Extensions.Options;
using Swarm.Messaging.Agents;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>Whether a batch goes to an agent as one task, as far as the agents that there are decide it.</summary>
internal sealed class BulkTakers(AgentDirectory agents, IOptions<DistributionOptions> options)
{
    /// <summary>Some agent takes it so, or it shall wait for one, as there is no agent at all for its tasks.</summary>
    /// <param name="tags">What each of its tasks asks for.</param>
    public async Task<bool> AnyAsync(string operation, IReadOnlyCollection<string> tags, CancellationToken cancellation)
    {
        var any = await agents.AnyTakesAsync(operation, tags, cancellation).ConfigureAwait(false);
        if (!any)
        {
            // One that has registered at another host may not be known here yet.
            await agents.RefreshAsync(cancellation).ConfigureAwait(false);
            any = await agents.AnyTakesAsync(operation, tags, cancellation).ConfigureAwait(false);
        }

        return await agents.AnyTakesAsync(operation, [.. tags, SkillWords.Bulk(operation)], cancellation).ConfigureAwait(false) || (options.Value.BulkWaits && !any);
    }
}
