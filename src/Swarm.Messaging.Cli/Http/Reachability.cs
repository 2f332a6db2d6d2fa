using MassTransit;
using RabbitMQ.Client.Exceptions;
using StackExchange.Redis;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Whether store and bus can be reached, as far as this host knows: callers are told at once instead of waiting for time-outs.</summary>
internal sealed class Reachability(IConnectionMultiplexer redis, ISagaStore store, IBusControl bus, AmqpConnection broker)
{
    /// <param name="needsBroker">False: the store is enough for what is asked.</param>
    public string? Missing(bool needsBroker) => !redis.IsConnected ? "The store (Redis) is out of reach."
        : !needsBroker ? null
        : bus.CheckHealth().Status == BusHealthStatus.Unhealthy || broker.IsAway ? "The broker is out of reach."
        : null;

    /// <summary>A store that answers, but with a refusal such as a full disk, is quoted: waiting alone does not mend it.</summary>
    public static string Cause(Exception e) => e.GetBaseException() is RedisServerException refusal ? Refusal(refusal.Message) : "Store or bus did not answer in time.";

    /// <returns>A sentence: what the server says, without the script that it says it about, and what mends it.</returns>
    public static string Refusal(string message)
    {
        var said = message.Split('\n')[0].Split(" script: ")[0].TrimEnd('.', ' ');
        return said.StartsWith("OOM", StringComparison.Ordinal)
            ? $"The store (Redis) is full and refuses writes: {said}. Raise its maxmemory, or free memory of it."
            : $"The store refused: {said}.";
    }

    public bool IsOutage(Exception e) => store.IsOutcomeUnknown(e)
        || e is RedisException or TimeoutException or OperationCanceledException or MassTransit.ConnectionException or RabbitMQClientException;
}
