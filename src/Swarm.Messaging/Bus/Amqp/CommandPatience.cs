using System.Net.Sockets;
using MassTransit;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>How long a command that throws is tried: where a store or broker is out of reach, until it is back; else it would hold up its queue for ever, whatever it throws.</summary>
internal static class CommandPatience
{
    /// <summary>Tries of a command that fails by itself: with growing pauses half a minute.</summary>
    public const int MaxTries = 8;

    /// <param name="attempt">That has failed: 1, 2, ...</param>
    public static bool IsOver(int attempt, Exception failure, ISagaStore store) => attempt >= MaxTries && (Defect.Is(failure) || !IsOutage(failure, store));

    /// <summary>What passes by itself, however long that takes.</summary>
    public static bool IsOutage(Exception failure, ISagaStore store) => store.IsOutage(failure)
        || failure is SwarmException { Transient: true } or TimeoutException or OperationCanceledException or IOException or SocketException or RabbitMQClientException or MassTransitException;
}
