using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Workers.Reports;

/// <summary>Passes the pool's events to its listeners, in order and outside of its lock. A slow listener loses the oldest; one that throws stops nobody.</summary>
internal sealed partial class WorkerEventFeed(ILogger log)
{
    private const int Buffer = 10_000;

    private readonly Channel<WorkerPoolEvent> events = Channel.CreateBounded<WorkerPoolEvent>(
        new BoundedChannelOptions(Buffer) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private ImmutableArray<Action<WorkerPoolEvent>> listeners = [];
    private int running;

    public bool HasListeners => !listeners.IsEmpty;

    public IDisposable Subscribe(Action<WorkerPoolEvent> listener)
    {
        ImmutableInterlocked.Update(ref listeners, (all, mine) => all.Add(mine), listener);
        if (Interlocked.Exchange(ref running, 1) == 0)
            _ = PassAsync();
        return new Subscription(() => ImmutableInterlocked.Update(ref listeners, (all, mine) => all.Remove(mine), listener));
    }

    public void Add(WorkerPoolEvent e)
    {
        if (HasListeners)
            events.Writer.TryWrite(e);
    }

    /// <summary>Every event from now on, until cancelled.</summary>
    public async IAsyncEnumerable<WorkerPoolEvent> ListenAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<WorkerPoolEvent>(new BoundedChannelOptions(Buffer) { FullMode = BoundedChannelFullMode.DropOldest });
        using var subscription = Subscribe(e => channel.Writer.TryWrite(e));
        await foreach (var e in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            yield return e;
    }

    public void End() => events.Writer.TryComplete();

    private async Task PassAsync()
    {
        await foreach (var e in events.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            foreach (var listener in listeners)
            {
                try
                {
                    listener(e);
                }
                catch (Exception error)
                {
                    ListenerThrew(log, e.Type, error);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A listener threw on the pool's event {Event}; the others go on")]
    private static partial void ListenerThrew(ILogger logger, string @event, Exception exception);

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
