using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Bus;

/// <summary>
/// Sends messages in MassTransit's envelope. A call that returns has been taken by the broker; one that throws may have been, so whoever
/// sends again does it with items that are known by their ids.
/// </summary>
internal interface IEnvelopeSender
{
    /// <param name="to">As MassTransit writes addresses, e.g. <c>exchange:name?type=direct</c>.</param>
    Task SendAsync<T>(Uri to, string? routingKey, T message, CancellationToken cancellation)
        where T : class;

    /// <summary>To an exchange that must have a queue behind it: a message that reaches none is an error, not lost.</summary>
    Task DeliverAsync<T>(Uri to, T message, CancellationToken cancellation)
        where T : class;

    /// <summary>To whoever listens to messages of this type.</summary>
    Task PublishAsync<T>(T message, CancellationToken cancellation)
        where T : class;

    /// <summary>A message as it was stored: the same bytes under the same id.</summary>
    /// <param name="timeToLive">What is left of it; null: for ever.</param>
    Task SendAsync(BusMessage message, TimeSpan? timeToLive, CancellationToken cancellation);
}
