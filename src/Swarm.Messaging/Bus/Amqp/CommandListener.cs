using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Status;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Wasm;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>One spell of reading the command queues, until something of it is lost. Delivery tags belong to its channels and end with them.</summary>
internal sealed class CommandListener(IConnection broker, CommandTaker taker) : IAsyncDisposable
{
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(IChannel Channel, string? Consumer)> opened = [];

    /// <summary>Ends with the reason.</summary>
    public Task<string> Lost => lost.Task;

    public async Task OpenAsync(BusNames names, bool quorum, IEnumerable<CommandQueue> others, CancellationToken cancellation)
    {
        // Prefetch is commands in hand at a time: enough to make full batches, few where one message may be 8 MiB.
        await ListenAsync(names.SubmitTask, nameof(SubmitTask), 512, quorum, cancellation).ConfigureAwait(false);
        await ListenAsync(names.SubmitTasks, nameof(SubmitTasks), 8, quorum, cancellation).ConfigureAwait(false);
        await ListenAsync(names.CancelTask, nameof(CancelTask), 64, quorum, cancellation).ConfigureAwait(false);
        await ListenAsync(names.ReplayTask, nameof(ReplayTask), 64, quorum, cancellation).ConfigureAwait(false);
        await ListenAsync(names.GetTask, nameof(GetTask), 64, quorum, cancellation).ConfigureAwait(false);
        await ListenAsync(names.GetStatus, nameof(GetStatus), 8, quorum, cancellation).ConfigureAwait(false);
        await ListenAsync(names.ScalePool, nameof(ScalePool), 1, quorum, cancellation).ConfigureAwait(false);
        await ListenAsync(names.RestartInstance, nameof(RestartInstance), 8, quorum, cancellation).ConfigureAwait(false);
        foreach (var other in others)
            await ListenAsync(names.Named(other.Queue), other.Command, other.AtATime, quorum, cancellation).ConfigureAwait(false);
        await ListenAsync(names.UpdateConfiguration, nameof(UpdateConfiguration), 1, quorum, cancellation).ConfigureAwait(false);
        var topology = await broker.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        opened.Add((topology, null));
        // Listeners may bind before the first event.
        await topology.ExchangeDeclareAsync(names.TaskEvents, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellation).ConfigureAwait(false);
        await topology.ExchangeDeclareAsync(names.Events, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes no more; what was taken can still be acknowledged.</summary>
    public async Task CancelAsync()
    {
        foreach (var (channel, consumer) in opened)
        {
            try
            {
                if (consumer is not null)
                    await channel.BasicCancelAsync(consumer).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The connection is gone, and the consumer with it.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (channel, _) in opened)
            await AmqpClosing.CloseAsync(channel).ConfigureAwait(false);
    }

    private async Task ListenAsync(string queue, string command, ushort prefetch, bool quorum, CancellationToken cancellation)
    {
        var channel = await broker.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        var place = opened.Count;
        opened.Add((channel, null));
        channel.ChannelShutdownAsync += (_, e) => LoseAsync($"{queue}: {e.ReplyText}");

        // An exchange of the queue's name, as MassTransit would declare it: its clients send to either.
        await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellation).ConfigureAwait(false);
        var arguments = quorum ? new Dictionary<string, object?> { ["x-queue-type"] = "quorum" } : null;
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation).ConfigureAwait(false);
        await channel.QueueBindAsync(queue, queue, "", cancellationToken: cancellation).ConfigureAwait(false);
        await channel.BasicQosAsync(0, prefetch, global: false, cancellation).ConfigureAwait(false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.UnregisteredAsync += (_, _) => LoseAsync($"{queue}: the broker cancelled the consumer");
        consumer.ReceivedAsync += (_, delivery) =>
        {
            // The body belongs to the client library once this returns; the work goes on beside it, bounded by the prefetch.
            var origin = ReplyReader.Origin(queue, delivery);
            taker.Take(new CommandDelivery(channel, delivery.DeliveryTag, command, delivery.Body.ToArray(), origin));
            return Task.CompletedTask;
        };
        opened[place] = (channel, await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellation).ConfigureAwait(false));
    }

    private Task LoseAsync(string reason)
    {
        lost.TrySetResult(reason);
        return Task.CompletedTask;
    }
}
