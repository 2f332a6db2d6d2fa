using System.Text.Json;
using MassTransit;
using MassTransit.Context;
using Swarm.Messaging.Bus;

namespace Swarm.Messaging.Outbox;

/// <summary>Takes a message at the point where the transport would have sent it.</summary>
internal static class BusMessageCapture
{
    public static BusMessage Of<T>(SendContext<T> context, DateTimeOffset now)
        where T : class => new()
        {
            MessageId = context.MessageId ?? NewId.NextGuid(),
            Destination = context.DestinationAddress
                ?? throw new InvalidOperationException($"A {typeof(T).Name} was sent without a destination: it cannot be kept for sending."),
            ContentType = (context.ContentType ?? context.Serialization.DefaultContentType).ToString(),
            MessageTypes = context.SupportedMessageTypes,
            Body = context.Serializer.GetMessageBody(context).GetBytes(),
            RequestId = context.RequestId,
            CorrelationId = context.CorrelationId,
            ConversationId = context.ConversationId,
            InitiatorId = context.InitiatorId,
            ScheduledMessageId = context.ScheduledMessageId,
            SourceAddress = context.SourceAddress,
            ResponseAddress = context.ResponseAddress,
            FaultAddress = context.FaultAddress,
            ExpiresAt = now + context.TimeToLive,
            Headers = Json(context.Headers.GetAll()),
            Properties = Json(PropertiesOf(context)),
        };

    private static Dictionary<string, object> PropertiesOf(SendContext context)
    {
        var properties = new Dictionary<string, object>();
        (context as TransportSendContext)?.WritePropertiesTo(properties);
        return properties;
    }

    private static Dictionary<string, JsonElement>? Json(IEnumerable<KeyValuePair<string, object>> values)
    {
        Dictionary<string, JsonElement>? json = null;
        foreach (var (name, value) in values)
        {
            // A header set to null is one that was taken back.
            if (value is not null)
                (json ??= [])[name] = JsonSerializer.SerializeToElement(value, value.GetType(), WireJson.Options);
        }

        return json;
    }
}
