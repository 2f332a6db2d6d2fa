using MassTransit;
using RabbitMQ.Client;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>
/// MassTransit's envelope over our own connection: a publish by MassTransit that is under way when the broker dies may never end, and
/// then MassTransit never connects again (docs/decisions/0007).
/// </summary>
internal sealed class AmqpEnvelopeSender(IBus bus, AmqpPublisher publisher, AmqpTopology topology, TimeProvider time) : IEnvelopeSender
{
    public Task SendAsync<T>(Uri to, string? routingKey, T message, CancellationToken cancellation)
        where T : class => EnvelopeAsync(new RabbitMqEndpointAddress(bus.Address, to), routingKey, message, cancellation);

    public Task PublishAsync<T>(T message, CancellationToken cancellation)
        where T : class => bus.Topology.TryGetPublishAddress(message.GetType(), out var to)
            ? EnvelopeAsync(new RabbitMqEndpointAddress(bus.Address, to), null, message, cancellation)
            : throw new InvalidOperationException($"A {message.GetType().Name} cannot be published: MassTransit has no address for it.");

    public async Task SendAsync(BusMessage message, TimeSpan? timeToLive, CancellationToken cancellation)
    {
        var to = new RabbitMqEndpointAddress(bus.Address, message.Destination);
        await topology.DeclareAsync(to, cancellation).ConfigureAwait(false);
        var stored = new StoredProperties(message);
        await publisher.PublishAsync([new PlainMessage(to.Name, stored.RoutingKey, message.Body, stored.ToAmqp(timeToLive))], cancellation).ConfigureAwait(false);
    }

    private async Task EnvelopeAsync(RabbitMqEndpointAddress to, string? routingKey, object message, CancellationToken cancellation)
    {
        await topology.DeclareAsync(to, cancellation).ConfigureAwait(false);
        var envelope = Envelope.Of(message) with { ConversationId = NewId.NextGuid(), SourceAddress = bus.Address, SentTime = time.GetUtcNow() };
        var properties = new BasicProperties
        {
            ContentType = Envelope.ContentType,
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = envelope.MessageId.ToString(),
        };
        await publisher.PublishAsync([new PlainMessage(to.Name, routingKey ?? "", envelope.Write(), properties)], cancellation).ConfigureAwait(false);
    }
}
