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

    private readonly Lock gate = new();
    private int open;
    private TaskCompletionSource? settled;

    public ChannelReader<PlacementNews> Reader => channel.Reader;

    public void Add(PlacementNews news)
    {
        if (news.IsEmpty)
            return;
        lock (gate)
            open++;
        channel.Writer.TryWrite(news);
    }

    /// <summary>So many that were read have been acted on, or given up.</summary>
    public void Settle(int count)
    {
        lock (gate)
        {
            open -= count;
            if (open == 0)
                settled?.TrySetResult();
        }
    }

    /// <summary>Ends when nothing is on the way any more, what came of it included.</summary>
    public Task SettledAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (open == 0)
                return Task.CompletedTask;
            if (settled is null or { Task.IsCompleted: true })
                settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return settled.Task.WaitAsync(cancellation);
        }
    }
}
