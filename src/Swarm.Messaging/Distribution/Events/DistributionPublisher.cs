using System.Text.Json;
using RabbitMQ.Client;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Distribution.Events;

/// <summary>Events leave as one <see cref="DistributionEvents"/> for heavy listeners and as single plain messages on the topic exchange.</summary>
internal sealed class DistributionPublisher(IEnvelopeSender sender, AmqpPublisher plain, AmqpConnection broker, BusNames names, SwarmOptions options)
{
    private const int MaxEvents = 500;
    private const string Nobody = "none";

    public async Task PublishAsync(IReadOnlyList<DistributionEvent> events, CancellationToken cancellation)
    {
        if (broker.IsAway)
            throw new IOException("The broker is away; what was emitted waits in the outbox.");
        foreach (var part in events.Chunk(MaxEvents))
        {
            await sender.PublishAsync(new DistributionEvents { Events = part }, cancellation).ConfigureAwait(false);
            if (options is { Broker: not null, EventBridge: true })
                await plain.PublishAsync([.. part.Select(Message)], cancellation).ConfigureAwait(false);
        }
    }

    private PlainMessage Message(DistributionEvent e) => new(
        names.Events,
        $"{e.Name}.{e.ClientId ?? Nobody}",
        JsonSerializer.SerializeToUtf8Bytes(e, WireJson.Options),
        new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, MessageId = e.Id, Type = e.Name });
}
