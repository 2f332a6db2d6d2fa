using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Contracts.Status;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>
/// The command queues on RabbitMQ, one per command. Bodies are taken as bytes, so that whatever somebody writes gets an answer and
/// leaves the queue; a message is acknowledged when its command is committed or refused, never before.
/// </summary>
internal sealed partial class AmqpCommandQueues(
    AmqpConnection connection,
    BusNames names,
    SwarmOptions options,
    CommandIntake intake,
    ReplyChannel replies,
    TimeProvider time,
    ILogger<AmqpCommandQueues> log) : IHostedService, IDisposable
{
    /// <summary>Commands in hand at a time, per queue: enough to make full batches.</summary>
    private const ushort Prefetch = 512;

    private readonly CancellationTokenSource stop = new();
    private readonly List<IChannel> channels = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var broker = await connection.GetAsync(cancellationToken).ConfigureAwait(false);
        var topology = await broker.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await topology.ExchangeDeclareAsync(names.Events, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellationToken).ConfigureAwait(false);
        await topology.CloseAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (queue, command) in Queues())
            channels.Add(await ListenAsync(broker, queue, command, cancellationToken).ConfigureAwait(false));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // What is not acknowledged goes back to the queue with the channel.
        await stop.CancelAsync().ConfigureAwait(false);
        foreach (var channel in channels)
        {
            await channel.CloseAsync(cancellationToken).ConfigureAwait(false);
            await channel.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => stop.Dispose();

    private IEnumerable<(string Queue, string Command)> Queues() =>
    [
        (names.SubmitTask, nameof(SubmitTask)), (names.SubmitTasks, nameof(SubmitTasks)), (names.CancelTask, nameof(CancelTask)),
        (names.ReplayTask, nameof(ReplayTask)), (names.GetTask, nameof(GetTask)), (names.GetStatus, nameof(GetStatus)),
    ];

    private async Task<IChannel> ListenAsync(IConnection broker, string queue, string command, CancellationToken cancellation)
    {
        var channel = await broker.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);

        // An exchange of the queue's name, as MassTransit would declare it: its clients send to either.
        await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellation).ConfigureAwait(false);
        var arguments = options.QuorumQueues ? new Dictionary<string, object?> { ["x-queue-type"] = "quorum" } : null;
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation).ConfigureAwait(false);
        await channel.QueueBindAsync(queue, queue, "", cancellationToken: cancellation).ConfigureAwait(false);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellation).ConfigureAwait(false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            // The body belongs to the client library once this returns; the work goes on beside it, bounded by the prefetch.
            var message = new Delivery(delivery.DeliveryTag, delivery.Body.ToArray(), ReplyReader.Origin(queue, delivery));
            _ = TakeAsync(channel, command, message);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellation).ConfigureAwait(false);
        return channel;
    }

    private async Task TakeAsync(IChannel channel, string command, Delivery delivery)
    {
        for (var pause = TimeSpan.FromMilliseconds(200); !stop.IsCancellationRequested; pause = pause < TimeSpan.FromSeconds(10) ? pause * 2 : pause)
        {
            try
            {
                var origin = delivery.Origin.Complete(delivery.Body);
                var answer = await intake.HandleAsync(command, delivery.Body, origin, stop.Token).ConfigureAwait(false);
                if (origin.ReplyTo is { } replyTo)
                    await replies.SendAsync(replyTo, answer, stop.Token).ConfigureAwait(false);
                await channel.BasicAckAsync(delivery.Tag, multiple: false).ConfigureAwait(false);
                return;
            }
            catch (AlreadyClosedException)
            {
                // The connection broke: the broker delivers it again, and the same items are known by their ids.
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Waiting(command, pause, e);
                await Task.Delay(pause, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private sealed record Delivery(ulong Tag, ReadOnlyMemory<byte> Body, ReplyReader Origin);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Command} could not be handled yet; it stays on its queue and is tried again in {Pause}")]
    private partial void Waiting(string command, TimeSpan pause, Exception exception);
}
