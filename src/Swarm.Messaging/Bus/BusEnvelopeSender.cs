using MassTransit;
using MassTransit.Serialization;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Bus;

/// <summary>By MassTransit itself: in memory there is nothing else.</summary>
internal sealed class BusEnvelopeSender(IBus bus) : IEnvelopeSender
{
    public async Task SendAsync<T>(Uri to, string? routingKey, T message, CancellationToken cancellation)
        where T : class
    {
        var endpoint = await bus.GetSendEndpoint(to).ConfigureAwait(false);
        await endpoint.Send(message, context => context.TrySetRoutingKey(routingKey), cancellation).ConfigureAwait(false);
    }

    public Task DeliverAsync<T>(Uri to, T message, CancellationToken cancellation)
        where T : class => SendAsync(to, null, message, cancellation);

    public Task PublishAsync<T>(T message, CancellationToken cancellation)
        where T : class => bus.Publish(message, message.GetType(), cancellation);

    public async Task SendAsync(BusMessage message, TimeSpan? timeToLive, CancellationToken cancellation)
    {
        var endpoint = await bus.GetSendEndpoint(message.Destination).ConfigureAwait(false);
        await endpoint.Send(new SerializedMessageBody(), new BusMessagePipe(message, timeToLive), cancellation).ConfigureAwait(false);
    }
}
