using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Swarms.Leadership;

/// <summary>A swarm that becomes active while nobody leads need not wait for the next look: its process is called to stand.</summary>
internal sealed class FirstLeader(ISwarmLeadership leadership, IChannels channels) : ISwarmNewsReader
{
    public async Task ReadAsync(IReadOnlyList<SwarmNews> news, CancellationToken cancellation)
    {
        if (news.Any(n => n is { What: SwarmNewsNames.Status, To: SwarmStatuses.Active }) && await leadership.CurrentAsync(cancellation).ConfigureAwait(false) is null)
            await channels.PublishAsync(ISwarmLeadership.Channel, ReadOnlyMemory<byte>.Empty, cancellation).ConfigureAwait(false);
    }
}
