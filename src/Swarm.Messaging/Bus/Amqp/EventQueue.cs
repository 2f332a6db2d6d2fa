using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>One spell of hearing the events of all hosts, by a queue that ends with its channel.</summary>
internal sealed class EventQueue : IAsyncDisposable
{
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IChannel channel;

    private EventQueue(IChannel channel) => this.channel = channel;

    /// <summary>Ends with the reason.</summary>
    public Task<string> Lost => lost.Task;

    public static async Task<EventQueue> OpenAsync(
        IConnection broker, string exchange, Action<IReadOnlyList<TaskEvent>> tell, CancellationToken cancellation)
    {
        var queue = new EventQueue(await broker.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false));
        try
        {
            await queue.ConsumeAsync(exchange, tell, cancellation).ConfigureAwait(false);
            return queue;
        }
        catch
        {
            await queue.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await AmqpClosing.CloseAsync(channel).ConfigureAwait(false);

    private async Task ConsumeAsync(string exchange, Action<IReadOnlyList<TaskEvent>> tell, CancellationToken cancellation)
    {
        channel.ChannelShutdownAsync += (_, e) => LoseAsync(e.ReplyText);
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellation).ConfigureAwait(false);
        var queue = (await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellation).ConfigureAwait(false)).QueueName;
        await channel.QueueBindAsync(queue, exchange, "", cancellationToken: cancellation).ConfigureAwait(false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.UnregisteredAsync += (_, _) => LoseAsync("the broker cancelled the consumer");
        consumer.ReceivedAsync += (_, delivery) =>
        {
            tell(Read(delivery.Body));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer, cancellation).ConfigureAwait(false);
    }

    /// <summary>What is none of ours, or of a version that this host does not know, is left out: a listener reads the task.</summary>
    private static List<TaskEvent> Read(ReadOnlyMemory<byte> body)
    {
        var events = new List<TaskEvent>();
        if (ParsedBody.Of(body) is not { Malformed: null, Message: { ValueKind: JsonValueKind.Object } message }
            || !message.TryGetProperty("events", out var list) || list.ValueKind != JsonValueKind.Array)
            return events;
        foreach (var told in list.EnumerateArray())
        {
            try
            {
                if (told.Deserialize<TaskEvent>(WireJson.Options) is { } e)
                    events.Add(e);
            }
            catch (Exception e) when (e is JsonException or NotSupportedException)
            {
                // Of a newer host.
            }
        }

        return events;
    }

    private Task LoseAsync(string reason)
    {
        lost.TrySetResult(reason);
        return Task.CompletedTask;
    }
}
