using System.Globalization;
using System.Text.Json;
using RabbitMQ.Client;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>What MassTransit's transport would have said of a stored message beside its body.</summary>
internal sealed class StoredProperties(BusMessage message)
{
    public string RoutingKey => Text("RMQ-RoutingKey") ?? "";

    public BasicProperties ToAmqp(TimeSpan? timeToLive)
    {
        var properties = new BasicProperties
        {
            ContentType = message.ContentType,
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = message.MessageId.ToString(),
            CorrelationId = message.CorrelationId?.ToString(),
            Expiration = timeToLive?.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture),
            Headers = Headers(),
            AppId = Text("RMQ-AppId"),
            ReplyTo = Text("RMQ-ReplyTo"),
            Type = Text("RMQ-Type"),
            UserId = Text("RMQ-UserId"),
        };
        if (message.Properties?.GetValueOrDefault("RMQ-Priority") is { ValueKind: JsonValueKind.Number } priority)
            properties.Priority = priority.GetByte();
        return properties;
    }

    private string? Text(string property) =>
        message.Properties?.GetValueOrDefault(property) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>Objects stand in the envelope alone, as MassTransit has it.</summary>
    private Dictionary<string, object?>? Headers()
    {
        Dictionary<string, object?>? headers = null;
        foreach (var (name, value) in message.Headers ?? new Dictionary<string, JsonElement>())
        {
            object? plain = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
                JsonValueKind.True => bool.TrueString,
                _ => null,
            };
            if (plain is not null)
                (headers ??= [])[name] = plain;
        }

        return headers;
    }
}
