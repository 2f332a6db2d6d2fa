using System.Text.Json;
using RabbitMQ.Client;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>Single events as plain JSON on the topic exchange, key <c>task.completed.{client}</c>: a message each, so it can be switched off.</summary>
internal sealed class EventBridge(SwarmOptions options, BusNames names, AmqpPublisher publisher)
{
    public bool HasBroker => options.Broker is not null;

    public Task PublishAsync(IReadOnlyList<TaskEvent> events, CancellationToken cancellation) =>
        options is { Broker: not null, EventBridge: true }
            ? publisher.PublishAsync([.. events.Select(Message)], cancellation)
            : Task.CompletedTask;

    private PlainMessage Message(TaskEvent e) => new(
        names.Events,
        $"{e.Name}.{e.Client}",
        JsonSerializer.SerializeToUtf8Bytes(e, WireJson.Options),
        new BasicProperties
        {
            ContentType = "application/json",
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = $"{e.TaskId}:{e.Version}:{e.Name}",
            Type = e.Name,
        });
}
