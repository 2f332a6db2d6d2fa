using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Swarm.Messaging.Bus.Amqp;

/// <param name="RoutingKey">The queue, with the empty exchange.</param>
internal sealed record PlainMessage(string Exchange, string RoutingKey, ReadOnlyMemory<byte> Body, BasicProperties Properties);

/// <summary>Publishes bytes with confirms: a call that returns has been taken by the broker.</summary>
internal sealed partial class AmqpPublisher(AmqpConnection connection, ILogger<AmqpPublisher> log) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private IChannel? channel;

    public async Task PublishAsync(IReadOnlyCollection<PlainMessage> messages, CancellationToken cancellation)
    {
        if (messages.Count == 0)
            return;
        var open = await ChannelAsync(cancellation).ConfigureAwait(false);
        await Task.WhenAll(messages.Select(m =>
            open.BasicPublishAsync(m.Exchange, m.RoutingKey, mandatory: false, m.Properties, m.Body, cancellation).AsTask())).ConfigureAwait(false);
    }

    /// <summary>For an address that came from outside: one that no longer exists is nobody's fault.</summary>
    public async Task TryPublishAsync(PlainMessage message, CancellationToken cancellation)
    {
        try
        {
            await PublishAsync([message], cancellation).ConfigureAwait(false);
        }
        catch (AlreadyClosedException e)
        {
            // A missing exchange closes the channel; the next publish opens another.
            AddressGone(message.Exchange, message.RoutingKey, e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (channel is not null)
            await channel.DisposeAsync().ConfigureAwait(false);
        gate.Dispose();
    }

    private async Task<IChannel> ChannelAsync(CancellationToken cancellation)
    {
        if (channel is { IsOpen: true } open)
            return open;
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (channel is { IsOpen: true } meanwhile)
                return meanwhile;
            var broker = await connection.GetAsync(cancellation).ConfigureAwait(false);
            // No rate limiter: the client's own cuts publishing to a tenth.
            channel = await broker.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
                    outstandingPublisherConfirmationsRateLimiter: null),
                cancellation).ConfigureAwait(false);
            return channel;
        }
        finally
        {
            gate.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer to {Exchange}/{RoutingKey} could not be sent: {Error}")]
    private partial void AddressGone(string exchange, string routingKey, string error);
}
