using System.Threading.Channels;
using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Client.Bus;

/// <summary>What one listener has yet to hear; a slow one loses the oldest.</summary>
internal sealed class EventListener(Action<EventListener> leave) : IDisposable
{
    private const int Buffer = 10_000;

    private readonly Channel<TaskEvent> events =
        Channel.CreateBounded<TaskEvent>(new BoundedChannelOptions(Buffer) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Tell(IReadOnlyList<TaskEvent> told)
    {
        foreach (var e in told)
            events.Writer.TryWrite(e);
    }

    public IAsyncEnumerable<TaskEvent> ReadAsync(CancellationToken cancellation) => events.Reader.ReadAllAsync(cancellation);

    /// <summary>Returns when the task's end was told, or the time is over.</summary>
    public async Task HeardEndAsync(string taskId, TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            while (true)
            {
                var e = await events.Reader.ReadAsync(either.Token).ConfigureAwait(false);
                if (e.TaskId == taskId && e is (TaskCompleted or TaskDeadLettered or TaskCancelled))
                    return;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Not heard; the caller looks.
        }
    }

    public void Dispose() => leave(this);
}
