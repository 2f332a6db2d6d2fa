using System.Threading.Channels;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>Messages of one swarm that are here: handled one after the other in their order, each acknowledged when its handlers have ended. One that comes again is handled once.</summary>
internal sealed class SwarmInbox(int most, Func<SwarmMessage, CancellationToken, Task<int>> handle, Action<string, int> acknowledge) : IDisposable
{
    private const int Remembered = 1_000;

    private readonly Channel<(string Position, SwarmMessage Message)> waiting = Channel.CreateUnbounded<(string, SwarmMessage)>(new() { SingleReader = true });
    private readonly HashSet<string> inHand = new(StringComparer.Ordinal);
    private readonly HashSet<(string Sender, string Id)> handled = [];
    private readonly Queue<(string Sender, string Id)> order = new();
    private readonly Lock gate = new();
    private readonly CancellationTokenSource drained = new();
    private readonly CancellationTokenSource stop = new();
    private Task work = Task.CompletedTask;

    public bool IsFull
    {
        get
        {
            lock (gate)
                return inHand.Count >= most;
        }
    }

    public void Start() => work = Task.Run(WorkAsync, CancellationToken.None);

    /// <param name="message">Null: it cannot be read.</param>
    /// <param name="isDone">There is nothing to do any more.</param>
    public void Take(string position, SwarmMessage? message, bool isDone)
    {
        lock (gate)
        {
            if (inHand.Contains(position) || (drained.IsCancellationRequested && !isDone))
                return; // comes again to whoever has the swarm then
            inHand.Add(position);
            isDone |= message is null || handled.Contains((message.SwarmId, message.Id));
        }

        if (isDone)
            acknowledge(position, 0);
        else
            waiting.Writer.TryWrite((position, message!));
    }

    /// <summary>Its acknowledgement was heard.</summary>
    public void Settled(string position)
    {
        lock (gate)
            inHand.Remove(position);
    }

    /// <summary>Begins no more; returns when the handlers that run have ended, or were broken off as their time was over.</summary>
    public async Task DrainAsync(TimeSpan atMost, TimeProvider time)
    {
        lock (gate)
            drained.Cancel();
        await work.WaitAsync(atMost, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stop.CancelAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        drained.Cancel();
        stop.Cancel();
    }

    private async Task WorkAsync()
    {
        while (!drained.IsCancellationRequested)
        {
            (string Position, SwarmMessage Message) next;
            try
            {
                next = await waiting.Reader.ReadAsync(drained.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var failures = await handle(next.Message, stop.Token).ConfigureAwait(false);
            // What was broken off comes again.
            if (stop.IsCancellationRequested)
                return;
            Remember((next.Message.SwarmId, next.Message.Id));
            acknowledge(next.Position, failures);
        }
    }

    private void Remember((string Sender, string Id) message)
    {
        lock (gate)
        {
            if (!handled.Add(message))
                return;
            order.Enqueue(message);
            if (order.Count > Remembered)
                handled.Remove(order.Dequeue());
        }
    }
}
