using System.Collections.Immutable;
using System.Threading.Channels;
using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Outbox;

/// <summary>Events of the installation for listeners in this process, such as an HTTP stream. A listener that does not keep up loses the oldest; it reads the task, it never trusts events alone.</summary>
internal sealed class LocalEvents
{
    private const int Buffer = 10_000;

    private ImmutableArray<Channel<TaskEvent>> listeners = [];

    public void Tell(IReadOnlyList<TaskEvent> events)
    {
        foreach (var listener in listeners)
        {
            foreach (var e in events)
                listener.Writer.TryWrite(e);
        }
    }

    /// <summary>Every event told from now on, until cancelled.</summary>
    public async IAsyncEnumerable<TaskEvent> ListenAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<TaskEvent>(new BoundedChannelOptions(Buffer) { FullMode = BoundedChannelFullMode.DropOldest });
        ImmutableInterlocked.Update(ref listeners, (all, mine) => all.Add(mine), channel);
        try
        {
            await foreach (var e in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
                yield return e;
        }
        finally
        {
            ImmutableInterlocked.Update(ref listeners, (all, mine) => all.Remove(mine), channel);
        }
    }
}
