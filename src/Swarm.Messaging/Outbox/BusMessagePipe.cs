using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Context;

namespace Swarm.Messaging.Outbox;

/// <summary>Makes an empty message the stored one.</summary>
internal sealed class BusMessagePipe(BusMessage message, TimeSpan? timeToLive) : IPipe<SendContext>
{
    public Task Send(SendContext context)
    {
        context.MessageId = message.MessageId;
        context.RequestId = message.RequestId;
        context.CorrelationId = message.CorrelationId;
        context.ConversationId = message.ConversationId;
        context.InitiatorId = message.InitiatorId;
        context.ScheduledMessageId = message.ScheduledMessageId;
        context.SourceAddress = message.SourceAddress;
        context.ResponseAddress = message.ResponseAddress;
        context.FaultAddress = message.FaultAddress;
        context.TimeToLive = timeToLive;
        context.SupportedMessageTypes = [.. message.MessageTypes];
        foreach (var (name, value) in message.Headers ?? new Dictionary<string, JsonElement>())
            context.Headers.Set(name, Plain(value), overwrite: true);
        if (message.Properties is { } properties && context is TransportSendContext transport)
            transport.ReadPropertiesFrom(properties.ToDictionary(p => p.Key, p => Plain(p.Value)!));

        // It brings the content type along.
        context.Serializer = new StoredSerializer(message);
        return Task.CompletedTask;
    }

    public void Probe(ProbeContext context) => context.CreateScope("storedMessage");

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => value,
    };

    private sealed class StoredSerializer(BusMessage message) : IMessageSerializer
    {
        public ContentType ContentType { get; } = new(message.ContentType);

        public MessageBody GetMessageBody<T>(SendContext<T> context)
            where T : class => new BytesMessageBody(message.Body.ToArray());
    }
}
