using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>
/// Publishes to addresses that came from outside. One that does not exist (any more) is nobody's fault and is only logged; a broker
/// out of reach throws. Publishing to a missing exchange closes the channel with everybody's answers in flight, so this
/// has a channel apart from the events', looks before it sends, and sends again what was hit by another's wrong address.
/// </summary>
internal sealed partial class ReplySender([FromKeyedServices(AmqpConnection.Sending)] AmqpConnection connection, TimeProvider time, ILogger<ReplySender> log) : IAsyncDisposable
{
    private const int MaxKnown = 10_000;
    private const int MaxTries = 5;

    /// <summary>
    /// The broker's own pseudo-queues. It takes what is sent there as unroutable although it delivers it, and it ends the whole
    /// connection (541) over a name that it never gave out: so they have a connection apart.
    /// </summary>
    private const string DirectReply = "amq.rabbitmq.reply-to";

    private readonly AmqpPublisher publisher = new(connection, time);
    private readonly AmqpConnection directConnection = connection.Apart("swarm-direct-reply");
    private AmqpPublisher? directPublisher;
    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);

    public async Task SendAsync(PlainMessage message, CancellationToken cancellation)
    {
        var direct = message.RoutingKey.StartsWith(DirectReply, StringComparison.Ordinal);
        var by = direct ? LazyInitializer.EnsureInitialized(ref directPublisher, () => new AmqpPublisher(directConnection, time)) : publisher;
        message = message with { Mandatory = !direct };
        for (var attempt = 1; ; attempt++)
        {
            if (!await ExistsAsync(message.Exchange, cancellation).ConfigureAwait(false))
            {
                AddressGone(message.Exchange, message.RoutingKey, "there is no such exchange");
                return;
            }

            try
            {
                await by.PublishAsync([message], cancellation).ConfigureAwait(false);
                return;
            }
            catch (PublishException e) when (e.IsReturn)
            {
                AddressGone(message.Exchange, message.RoutingKey, "no queue takes it");
                return;
            }
            catch (OperationInterruptedException e) when (direct && e.ShutdownReason?.ReplyCode is Constants.InternalError)
            {
                // Perhaps another's name did it: only one that does it every time is given up.
                if (attempt < MaxTries)
                    continue;
                AddressGone(message.Exchange, message.RoutingKey, "the broker gave nobody this name");
                return;
            }
            catch (OperationInterruptedException e) when (attempt < MaxTries && e.ShutdownReason?.ReplyCode is Constants.NotFound or Constants.AccessRefused)
            {
                known.TryRemove(message.Exchange, out _);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await publisher.DisposeAsync().ConfigureAwait(false);
        if (directPublisher is not null)
            await directPublisher.DisposeAsync().ConfigureAwait(false);
        await directConnection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> ExistsAsync(string exchange, CancellationToken cancellation)
    {
        if (exchange.Length == 0 || known.ContainsKey(exchange))
            return true;
        var broker = await connection.GetAsync(cancellation).ConfigureAwait(false);
        var look = await broker.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        try
        {
            await look.ExchangeDeclarePassiveAsync(exchange, cancellation).ConfigureAwait(false);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is Constants.NotFound or Constants.AccessRefused)
        {
            return false;
        }
        finally
        {
            await AmqpClosing.CloseAsync(look).ConfigureAwait(false);
        }

        if (known.Count >= MaxKnown)
            known.Clear();
        known[exchange] = true;
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer to exchange '{Exchange}', key '{RoutingKey}' reached nobody: {Error}")]
    private partial void AddressGone(string exchange, string routingKey, string error);
}
