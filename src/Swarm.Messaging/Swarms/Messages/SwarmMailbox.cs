using System.Threading.Channels;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>What this process has in hand for one swarm: handled one after the other, acknowledged when its handlers have ended.</summary>
internal sealed class SwarmMailbox(ISwarmInboxes inboxes, SwarmHandlers handlers, MessageEvents events, TimeProvider time, CancellationToken stop)
{
    private const int AtATime = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<(InboxEntry Entry, SwarmDelivery Delivery)> waiting = Channel.CreateUnbounded<(InboxEntry, SwarmDelivery)>(new() { SingleReader = true });
    private readonly HashSet<string> inHand = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private Task work = Task.CompletedTask;

    public int InHand
    {
        get
        {
            lock (gate)
                return inHand.Count;
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

    /// <param name="done">Called whenever some were acknowledged.</param>
    /// <returns>False: it is in hand already.</returns>
    public bool Take(InboxEntry entry, SwarmDelivery delivery, Action done)
    {
        lock (gate)
        {
            if (!inHand.Add(entry.Position))
                return false;
            waiting.Writer.TryWrite((entry, delivery));
            if (inHand.Count == 1)
                work = WorkAsync(work, done);
            return true;
        }
    }

    private async Task WorkAsync(Task before, Action done)
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
                done();
                lock (gate)
                {
                    ended.ForEach(e => inHand.Remove(e.Position));
                    if (inHand.Count == 0)
                        return;
                }

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
