using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>
/// Brings the events of all hosts to this one's listeners, while there are any: one queue for all of them, bound to the exchange of many
/// events in a message, which is there whether or not the bridge is on. Opened anew when it is lost; what happened meanwhile is not heard.
/// </summary>
internal sealed partial class EventSubscription(
    AmqpConnection connection, BusNames names, SwarmOptions options, LocalEvents local, TimeProvider time, ILogger<EventSubscription> log)
    : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private int listeners;
    private CancellationTokenSource? stop;
    private Task keeping = Task.CompletedTask;

    /// <summary>Returns when events of other hosts are heard. Disposing the last one ends it.</summary>
    public async Task<IAsyncDisposable> OpenAsync(CancellationToken cancellation)
    {
        if (options.Broker is null)
            return new Listening(() => Task.CompletedTask);
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (listeners == 0)
            {
                var first = await QueueAsync(cancellation).ConfigureAwait(false);
                stop = new CancellationTokenSource();
                keeping = KeepAsync(first, stop.Token);
            }

            listeners++;
        }
        finally
        {
            gate.Release();
        }

        return new Listening(CloseAsync);
    }

    public void Dispose()
    {
        stop?.Dispose();
        gate.Dispose();
    }

    private async Task CloseAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (--listeners > 0)
                return;
            await stop!.CancelAsync().ConfigureAwait(false);
            await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
            stop = null;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task KeepAsync(EventQueue queue, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                Lost(await queue.Lost.WaitAsync(cancellation).ConfigureAwait(false));
                await queue.DisposeAsync().ConfigureAwait(false);
                queue = await QueueAsync(cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            await queue.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<EventQueue> QueueAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var broker = await connection.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await EventQueue.OpenAsync(broker, names.TaskEvents, local.Tell, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && e is RabbitMQClientException or IOException or OperationCanceledException)
            {
                NotOpened(e);
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The events of other hosts are no longer heard: {Reason}. Listening again; what happens meanwhile is missing in the streams, not in the tasks")]
    private partial void Lost(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queue for the events of all hosts could not be opened; trying again in 1 s")]
    private partial void NotOpened(Exception exception);

    private sealed class Listening(Func<Task> close) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await close().ConfigureAwait(false);
    }
}
