namespace Swarm.Messaging.Outbox;

/// <summary>Where an answer goes on the broker.</summary>
/// <param name="Exchange">Empty for the default exchange.</param>
/// <param name="RoutingKey">The queue, with the default exchange.</param>
/// <param name="CorrelationId">Sent back as it came.</param>
/// <param name="Envelope">True: the asker speaks MassTransit's envelope.</param>
/// <param name="RequestId">Of a MassTransit request.</param>
public sealed record ReplyAddress(string Exchange, string RoutingKey, string? CorrelationId, bool Envelope, Guid? RequestId);
