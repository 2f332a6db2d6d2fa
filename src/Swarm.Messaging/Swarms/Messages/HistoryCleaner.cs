using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>Of a swarm that has left, only the archive stays.</summary>
internal sealed class HistoryCleaner(ISwarmInboxes inboxes) : ISwarmNewsReader
{
    public Task ReadAsync(IReadOnlyList<SwarmNews> news, CancellationToken cancellation) =>
        Task.WhenAll(news.Where(n => n.What == SwarmNewsNames.Removed).Select(n => inboxes.ForgetAsync(n.SwarmId, cancellation)));
}
