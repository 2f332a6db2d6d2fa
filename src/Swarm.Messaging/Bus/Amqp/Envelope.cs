using System.Text.Json;
using MassTransit;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>What MassTransit's consumers read around a message, written without MassTransit. What is null is left out.</summary>
internal sealed record Envelope
{
    public const string ContentType = "application/vnd.masstransit+json";

    public required Guid MessageId { get; init; }

    public Guid? RequestId { get; init; }

    public string? CorrelationId { get; init; }

    public Guid? ConversationId { get; init; }

    public Uri? SourceAddress { get; init; }

    /// <summary>Urns of the types as which it may be read.</summary>
    public required IReadOnlyList<string> MessageType { get; init; }

    /// <summary>Written as what it is, not as object.</summary>
    public required object Message { get; init; }

    public DateTimeOffset? SentTime { get; init; }

    public static Envelope Of(object message) =>
        new() { MessageId = NewId.NextGuid(), MessageType = [MessageUrn.ForTypeString(message.GetType())], Message = message };

    /// <param name="options">Null: those of all messages.</param>
    public byte[] Write(JsonSerializerOptions? options = null) => JsonSerializer.SerializeToUtf8Bytes(this, options ?? WireJson.Options);
}
