using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>
/// Declares what an address says before the first message goes there, as MassTransit would, and again on each new connection: the broker
/// may have come back without it, and publishing to an exchange that is not there closes the channel. Waits for a broker that is away.
/// </summary>
internal sealed class AmqpTopology([FromKeyedServices(AmqpConnection.Sending)] AmqpConnection connection)
{
    private volatile Known known = new(null);

    public async Task DeclareAsync(RabbitMqEndpointAddress address, CancellationToken cancellation)
    {
        var broker = await connection.WaitAsync(cancellation).ConfigureAwait(false);
        var declared = known;
        if (!ReferenceEquals(declared.Broker, broker))
            known = declared = new Known(broker);
        if (!declared.Names.ContainsKey(address.Name))
        {
            await DeclareAsync(broker, address, cancellation).ConfigureAwait(false);
            declared.Names[address.Name] = true;
        }
    }

    /// <summary>Somebody took away what was declared: the next message declares it again.</summary>
    public void Forget(RabbitMqEndpointAddress address) => known.Names.TryRemove(address.Name, out _);

    private static async Task DeclareAsync(IConnection broker, RabbitMqEndpointAddress address, CancellationToken cancellation)
    {
        var channel = await broker.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        try
        {
            await channel.ExchangeDeclareAsync(
                address.Name, address.ExchangeType, address.Durable, address.AutoDelete, Arguments(address), cancellationToken: cancellation).ConfigureAwait(false);
            foreach (var bound in address.BindExchanges ?? [])
            {
                await channel.ExchangeDeclareAsync(bound, ExchangeType.Fanout, address.Durable, address.AutoDelete, cancellationToken: cancellation).ConfigureAwait(false);
                await channel.ExchangeBindAsync(bound, address.Name, "", cancellationToken: cancellation).ConfigureAwait(false);
            }

            if (!address.BindToQueue)
                return;
            var queue = address.QueueName ?? address.Name;
            Dictionary<string, object?>? single = address.SingleActiveConsumer ? new() { ["x-single-active-consumer"] = true } : null;
            await channel.QueueDeclareAsync(queue, address.Durable, exclusive: false, address.AutoDelete, single, cancellationToken: cancellation).ConfigureAwait(false);
            await channel.QueueBindAsync(queue, address.Name, "", cancellationToken: cancellation).ConfigureAwait(false);
        }
        finally
        {
            await AmqpClosing.CloseAsync(channel).ConfigureAwait(false);
        }
    }

    private static Dictionary<string, object?>? Arguments(RabbitMqEndpointAddress address)
    {
        var arguments = new Dictionary<string, object?>();
        if (address.DelayedType is { Length: > 0 } delayed)
            arguments["x-delayed-type"] = delayed;
        if (address.AlternateExchange is { Length: > 0 } alternate)
            arguments["alternate-exchange"] = alternate;
        return arguments.Count == 0 ? null : arguments;
    }

    private sealed record Known(IConnection? Broker)
    {
        public ConcurrentDictionary<string, bool> Names { get; } = new(StringComparer.Ordinal);
    }
}
