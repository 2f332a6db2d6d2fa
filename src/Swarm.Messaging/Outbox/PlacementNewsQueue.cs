using System.Threading.Channels;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Outbox;

/// <summary>
/// Placement's news on the way to the sagas of this host. Losing it in a crash is harmless: an unconfirmed grant goes back to its
/// place after 5 s, and lost leases are told again until acknowledged.
/// </summary>
internal sealed class PlacementNewsQueue
{
    private readonly Channel<PlacementNews> channel = Channel.CreateUnbounded<PlacementNews>(new() { SingleReader = true });

    public ChannelReader<PlacementNews> Reader => channel.Reader;

    public void Add(PlacementNews news)
    {
        if (!news.IsEmpty)
            channel.Writer.TryWrite(news);
    }
}
