using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>
/// MassTransit's envelope over our own connection: a publish by MassTransit that is under way when the broker dies may never end, and
/// then MassTransit never connects again (docs/decisions/0007).
/// </summary>
internal sealed class AmqpEnvelopeSender(IBus bus, AmqpPublisher publisher, AmqpTopology topology, TimeProvider time) : IEnvelopeSender
{
    public Task SendAsync<T>(Uri to, string? routingKey, T message, CancellationToken cancellation)
        where T : class => EnvelopeAsync(new RabbitMqEndpointAddress(bus.Address, to), routingKey, message, mandatory: false, cancellation);

    public Task DeliverAsync<T>(Uri to, T message, CancellationToken cancellation)
        where T : class => EnvelopeAsync(new RabbitMqEndpointAddress(bus.Address, to), null, message, mandatory: true, cancellation);

    public Task PublishAsync<T>(T message, CancellationToken cancellation)
        where T : class => bus.Topology.TryGetPublishAddress(message.GetType(), out var to)
            ? EnvelopeAsync(new RabbitMqEndpointAddress(bus.Address, to), null, message, mandatory: false, cancellation)
            : throw new InvalidOperationException($"A {message.GetType().Name} cannot be published: MassTransit has no address for it.");

    public async Task SendAsync(BusMessage message, TimeSpan? timeToLive, CancellationToken cancellation)
    {
        var to = new RabbitMqEndpointAddress(bus.Address, message.Destination);
        var stored = new StoredProperties(message);
        // An address with a queue has one by our own declaration; others may have no listener.
        var plain = new PlainMessage(to.Name, stored.RoutingKey, message.Body, stored.ToAmqp(timeToLive), Mandatory: to.BindToQueue);
        await topology.DeclareAsync(to, cancellation).ConfigureAwait(false);
        try
        {
            await publisher.PublishAsync([plain], cancellation).ConfigureAwait(false);
        }
        catch (PublishReturnException) when (to.BindToQueue)
        {
            topology.Forget(to);
            await topology.DeclareAsync(to, cancellation).ConfigureAwait(false);
            await publisher.PublishAsync([plain], cancellation).ConfigureAwait(false);
        }
    }

    private async Task EnvelopeAsync(RabbitMqEndpointAddress to, string? routingKey, object message, bool mandatory, CancellationToken cancellation)
    {
        await topology.DeclareAsync(to, cancellation).ConfigureAwait(false);
        var envelope = Envelope.Of(message) with { ConversationId = NewId.NextGuid(), SourceAddress = bus.Address, SentTime = time.GetUtcNow() };
        var properties = new BasicProperties
        {
            ContentType = Envelope.ContentType,
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = envelope.MessageId.ToString(),
        };
        await publisher.PublishAsync([new PlainMessage(to.Name, routingKey ?? "", envelope.Write(), properties, mandatory)], cancellation).ConfigureAwait(false);
    }
}
