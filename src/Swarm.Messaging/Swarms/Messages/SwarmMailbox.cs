using System.Threading.Channels;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>What this process has in hand for one swarm: handled one after the other, acknowledged when its handlers have ended.</summary>
internal sealed class SwarmMailbox(ISwarmInboxes inboxes, SwarmHandlers handlers, MessageEvents events, int most, TimeProvider time, CancellationToken stop)
{
    private const int AtATime = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<(InboxEntry Entry, SwarmDelivery Delivery)> waiting = Channel.CreateUnbounded<(InboxEntry, SwarmDelivery)>(new() { SingleReader = true });
    private readonly HashSet<string> inHand = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private Task work = Task.CompletedTask;

    /// <summary>Nothing more is read for it until some of it is acknowledged.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
                return inHand.Count >= most;
        }
    }

    /// <summary>Ends when nothing is in hand, or at the stop.</summary>
    public Task Work
    {
        get
        {
            lock (gate)
                return work;
        }
    }

    /// <param name="roomy">Called when it was full and is no more.</param>
    /// <returns>False: it is in hand already.</returns>
    public bool Take(InboxEntry entry, SwarmDelivery delivery, Action roomy)
    {
        lock (gate)
        {
            if (!inHand.Add(entry.Position))
                return false;
            waiting.Writer.TryWrite((entry, delivery));
            if (inHand.Count == 1)
                work = WorkAsync(work, roomy);
            return true;
        }
    }

    private async Task WorkAsync(Task before, Action roomy)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        var (ended, failures) = (new List<InboxEntry>(), 0);
        while (!stop.IsCancellationRequested)
        {
            if (ended.Count < AtATime && waiting.Reader.TryRead(out var next))
            {
                failures += await handlers.HandleAsync(next.Delivery, stop).ConfigureAwait(false);
                // What was broken off by the stop comes again.
                if (!stop.IsCancellationRequested)
                {
                    events.Received(next.Delivery);
                    ended.Add(next.Entry);
                }
            }
            else if (await TryAcknowledgeAsync(ended, failures).ConfigureAwait(false))
            {
                if (!Forget(ended, roomy))
                    return;
                (ended, failures) = ([], 0);
            }
            else
            {
                await Task.Delay(TimeLimits.ForTimer(Pause), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        if (ended.Count > 0)
            await TryAcknowledgeAsync(ended, failures).ConfigureAwait(false);
    }

    /// <returns>False: nothing is in hand any more, and whoever takes the next begins anew.</returns>
    private bool Forget(List<InboxEntry> ended, Action roomy)
    {
        bool wasFull, isLeft;
        lock (gate)
        {
            wasFull = inHand.Count >= most;
            ended.ForEach(e => inHand.Remove(e.Position));
            isLeft = inHand.Count > 0;
        }

        if (wasFull)
            roomy();
        return isLeft;
    }

    // What cannot be acknowledged stays in hand, so that it is not handled twice.
    private async Task<bool> TryAcknowledgeAsync(List<InboxEntry> ended, int failures)
    {
        try
        {
            await inboxes.AcknowledgeAsync(ended, failures, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
