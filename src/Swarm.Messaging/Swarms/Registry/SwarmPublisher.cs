using System.Text.Json;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Events leave as one <see cref="SwarmEvents"/> for heavy listeners, as single plain messages on the topic exchange, and as notifications on a channel.</summary>
internal sealed partial class SwarmPublisher(
    IEnvelopeSender sender, AmqpPublisher plain, AmqpConnection broker, Announcer announcer, BusNames names, SwarmOptions options, ILogger<SwarmPublisher> log)
{
    public const string Channel = "swarm:events";

    private const int MaxEvents = 500;

    public async Task PublishAsync(IReadOnlyList<SwarmEvent> events, CancellationToken cancellation)
    {
        if (broker.IsAway)
            throw new IOException("The broker is away; what was emitted waits in the outbox.");
        foreach (var part in events.Select(Writable).Chunk(MaxEvents))
        {
            await sender.PublishAsync(new SwarmEvents { Events = part }, cancellation).ConfigureAwait(false);
            if (options is { Broker: not null, EventBridge: true })
                await plain.PublishAsync([.. part.Select(Message)], cancellation).ConfigureAwait(false);
            foreach (var said in part)
                await announcer.TellAsync(Channel, said.Name, said, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>One that no listener could read, or that cannot be written at all, would be tried again for ever: it leaves without what it shows of the swarm.</summary>
    private SwarmEvent Writable(SwarmEvent e)
    {
        SwarmEvent? bare = e switch
        {
            SwarmRegistered { Swarm: not null } registered => registered with { Swarm = null },
            SwarmUpdated { Swarm: not null } updated => updated with { Swarm = null },
            _ => null,
        };
        if (bare is null || Fits(e))
            return e;
        TooDeep(e.Name, e.SwarmId);
        return bare;
    }

    private static bool Fits(SwarmEvent e)
    {
        try
        {
            return JsonDepth.Fits(JsonSerializer.SerializeToUtf8Bytes(e, WireJson.Options));
        }
        catch (Exception deep) when (deep is InvalidOperationException or JsonException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{EventName} of {SwarmId} is told without the swarm, whose JSON is deeper than listeners could read: update its agents, tasks and metadata")]
    private partial void TooDeep(string eventName, string swarmId);

    private PlainMessage Message(SwarmEvent e) => new(
        names.Events,
        $"{e.Name}.{e.SwarmId}",
        JsonSerializer.SerializeToUtf8Bytes(e, WireJson.Options),
        new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, MessageId = e.Id, Type = e.Name });
}
