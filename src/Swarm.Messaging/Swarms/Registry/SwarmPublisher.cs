using System.Text.Json;
using RabbitMQ.Client;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Events leave as one <see cref="SwarmEvents"/> for heavy listeners, as single plain messages on the topic exchange, and as notifications on a channel.</summary>
internal sealed class SwarmPublisher(IEnvelopeSender sender, AmqpPublisher plain, AmqpConnection broker, Announcer announcer, BusNames names, SwarmOptions options)
{
    public const string Channel = "swarm:events";

    private const int MaxEvents = 500;

    public async Task PublishAsync(IReadOnlyList<SwarmEvent> events, CancellationToken cancellation)
    {
        if (broker.IsAway)
            throw new IOException("The broker is away; what was emitted waits in the outbox.");
        foreach (var part in events.Chunk(MaxEvents))
        {
            await sender.PublishAsync(new SwarmEvents { Events = part }, cancellation).ConfigureAwait(false);
            if (options is { Broker: not null, EventBridge: true })
                await plain.PublishAsync([.. part.Select(Message)], cancellation).ConfigureAwait(false);
            foreach (var said in part)
                await announcer.TellAsync(Channel, said.Name, said, cancellation).ConfigureAwait(false);
        }
    }

    private PlainMessage Message(SwarmEvent e) => new(
        names.Events,
        $"{e.Name}.{e.SwarmId}",
        JsonSerializer.SerializeToUtf8Bytes(e, WireJson.Options),
        new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, MessageId = e.Id, Type = e.Name });
}
