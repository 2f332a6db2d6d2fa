using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Swarm.Messaging.Bus.Amqp;

/// <param name="RoutingKey">The queue, with the empty exchange.</param>
/// <param name="Mandatory">A message that reaches no queue is an error.</param>
internal sealed record PlainMessage(string Exchange, string RoutingKey, ReadOnlyMemory<byte> Body, BasicProperties Properties, bool Mandatory = false);

/// <summary>Publishes bytes with confirms on a channel of its own: a call that returns has been taken by the broker.</summary>
internal sealed class AmqpPublisher([FromKeyedServices(AmqpConnection.Sending)] AmqpConnection connection, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Opened? opened;

    /// <exception cref="IOException">The connection broke: some may have been taken, some not.</exception>
    public async Task PublishAsync(IReadOnlyCollection<PlainMessage> messages, CancellationToken cancellation)
    {
        if (messages.Count == 0)
            return;
        var (broker, channel) = await ChannelAsync(cancellation).ConfigureAwait(false);
        // Not cancelled: what is written half-way would be taken for never written, and the confirms for others.
        var publishing = Task.WhenAll(messages.Select(m => channel.BasicPublishAsync(m.Exchange, m.RoutingKey, m.Mandatory, m.Properties, m.Body).AsTask()));
        await WhileOpenAsync(publishing, broker, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await AmqpClosing.CloseAsync(opened?.Channel).ConfigureAwait(false);
        gate.Dispose();
    }

    /// <summary>
    /// The library (7.2.2) may forget to end what was under way when its connection broke, and its event of that may wait behind what was
    /// forgotten: only the connection's own state is certain, so it is looked at.
    /// </summary>
    private async Task WhileOpenAsync(Task publishing, IConnection broker, CancellationToken cancellation)
    {
        for (var lost = false; ;)
        {
            try
            {
                await publishing.WaitAsync(BetweenLooks, time, cancellation).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException) when (!lost && !publishing.IsCompleted)
            {
                // Once more after it was seen closed: what the library does end, ends with its own reason.
                lost = !broker.IsOpen;
            }
            catch (TimeoutException) when (!publishing.IsCompleted)
            {
                _ = publishing.ContinueWith(static left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                throw new IOException($"The connection to the broker broke while messages were on their way ({broker.CloseReason?.ReplyText ?? "no reason given"}).");
            }
        }
    }

    private async Task<Opened> ChannelAsync(CancellationToken cancellation)
    {
        if (opened is { IsOpen: true } open)
            return open;
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (opened is { IsOpen: true } meanwhile)
                return meanwhile;
            var broker = await connection.GetAsync(cancellation).ConfigureAwait(false);
            await AmqpClosing.CloseAsync(opened?.Channel).ConfigureAwait(false);
            // No rate limiter: the client's own cuts publishing to a tenth.
            var channel = await broker.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
                    outstandingPublisherConfirmationsRateLimiter: null),
                cancellation).ConfigureAwait(false);
            return opened = new Opened(broker, channel);
        }
        finally
        {
            gate.Release();
        }
    }

    private sealed record Opened(IConnection Broker, IChannel Channel)
    {
        public bool IsOpen => Broker.IsOpen && Channel.IsOpen;
    }
}
