using System.Text.Json;

namespace Swarm.Messaging.Outbox;

/// <summary>A message as MassTransit serialised it, kept until it has left: sent again it has the same id, headers and bytes.</summary>
internal sealed record BusMessage
{
    public required Guid MessageId { get; init; }

    public required Uri Destination { get; init; }

    public required string ContentType { get; init; }

    public required IReadOnlyList<string> MessageTypes { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public Guid? RequestId { get; init; }

    public Guid? CorrelationId { get; init; }

    public Guid? ConversationId { get; init; }

    public Guid? InitiatorId { get; init; }

    public Guid? ScheduledMessageId { get; init; }

    public Uri? SourceAddress { get; init; }

    public Uri? ResponseAddress { get; init; }

    public Uri? FaultAddress { get; init; }

    /// <summary>By the host's clock: after it nobody wants the message.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Headers { get; init; }

    /// <summary>What the transport adds of its own: routing key, priority, ...</summary>
    public IReadOnlyDictionary<string, JsonElement>? Properties { get; init; }
}
