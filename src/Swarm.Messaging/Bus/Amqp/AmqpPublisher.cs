using RabbitMQ.Client;

namespace Swarm.Messaging.Bus.Amqp;

/// <param name="RoutingKey">The queue, with the empty exchange.</param>
/// <param name="Mandatory">A message that reaches no queue is an error.</param>
internal sealed record PlainMessage(string Exchange, string RoutingKey, ReadOnlyMemory<byte> Body, BasicProperties Properties, bool Mandatory = false);

/// <summary>Publishes bytes with confirms on a channel of its own: a call that returns has been taken by the broker.</summary>
internal sealed class AmqpPublisher(AmqpConnection connection) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile IChannel? channel;

    public async Task PublishAsync(IReadOnlyCollection<PlainMessage> messages, CancellationToken cancellation)
    {
        if (messages.Count == 0)
            return;
        var open = await ChannelAsync(cancellation).ConfigureAwait(false);
        await Task.WhenAll(messages.Select(m =>
            open.BasicPublishAsync(m.Exchange, m.RoutingKey, m.Mandatory, m.Properties, m.Body, cancellation).AsTask())).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await AmqpClosing.CloseAsync(channel).ConfigureAwait(false);
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
            await AmqpClosing.CloseAsync(channel).ConfigureAwait(false);
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
}
