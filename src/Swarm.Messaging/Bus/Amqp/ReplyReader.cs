using System.Text;
using System.Text.Json;
using RabbitMQ.Client.Events;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>Finds out who a message is from and who wants the answer: AMQP properties, or MassTransit's envelope.</summary>
internal sealed record ReplyReader(string Source, string? MessageId, string? ReplyTo, string? CorrelationId)
{
    public static ReplyReader Origin(string queue, BasicDeliverEventArgs delivery)
    {
        var properties = delivery.BasicProperties;
        return new($"queue:{queue}", Text(properties.MessageId), Text(properties.ReplyTo), Text(properties.CorrelationId));
    }

    public CommandOrigin Complete(ReadOnlyMemory<byte> body)
    {
        var envelope = ParsedBody.Of(body).Envelope;
        var messageId = Field(envelope, "messageId") ?? MessageId;
        if (ReplyTo is { } queue)
            return new(Source, messageId, new ReplyAddress("", queue, CorrelationId, envelope is not null, RequestId(envelope)));
        return Field(envelope, "responseAddress") is { } address && Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? new(Source, messageId, new ReplyAddress(
                Uri.UnescapeDataString(uri.AbsolutePath[(uri.AbsolutePath.LastIndexOf('/') + 1)..]), "",
                Field(envelope, "correlationId"), true, RequestId(envelope)))
            : new(Source, messageId);
    }

    private static Guid? RequestId(JsonElement? envelope) => Guid.TryParse(Field(envelope, "requestId"), out var id) ? id : null;

    private static string? Field(JsonElement? envelope, string name) =>
        envelope is { } e && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Text(value.GetString()) : null;

    /// <summary>Longer ones cannot be sent back: AMQP's short strings end at 255 bytes.</summary>
    private static string? Text(string? text) => string.IsNullOrEmpty(text) || Encoding.UTF8.GetByteCount(text) > 255 ? null : text;
}
