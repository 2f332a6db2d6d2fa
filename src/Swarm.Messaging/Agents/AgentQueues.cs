using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Agents;

/// <summary>
/// Makes an agent's queue before the agent gets work, so that none is sent to nobody: the agent need only consume. It ends by itself a while after
/// its last consumer.
/// </summary>
internal sealed class AgentQueues(AmqpConnection connection, SwarmOptions options, BusNames names, IOptions<PlacementOptions> placement)
{
    public async Task DeclareAsync(string agentId, CancellationToken cancellation)
    {
        if (options.Broker is null)
            return;
        var queue = names.Agent(agentId);
        var broker = await connection.GetAsync(cancellation).ConfigureAwait(false);
        if (!await ExistsOtherwiseAsync(broker, queue, cancellation).ConfigureAwait(false))
            return;

        // Somebody declared it with arguments of his own: it is good enough to be bound.
        var channel = await broker.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
            await BindAsync(channel, queue, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> ExistsOtherwiseAsync(IConnection broker, string queue, CancellationToken cancellation)
    {
        var channel = await broker.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        try
        {
            var arguments = new Dictionary<string, object?> { ["x-expires"] = (long)placement.Value.TargetTtl.TotalMilliseconds };
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation).ConfigureAwait(false);
            await BindAsync(channel, queue, cancellation).ConfigureAwait(false);
            return false;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.PreconditionFailed)
        {
            return true;
        }
        finally
        {
            await AmqpClosing.CloseAsync(channel).ConfigureAwait(false);
        }
    }

    private async Task BindAsync(IChannel channel, string queue, CancellationToken cancellation)
    {
        await channel.ExchangeDeclareAsync(names.Targets, ExchangeType.Direct, durable: true, autoDelete: false, cancellationToken: cancellation).ConfigureAwait(false);
        await channel.QueueBindAsync(queue, names.Targets, queue, cancellationToken: cancellation).ConfigureAwait(false);
    }
}
