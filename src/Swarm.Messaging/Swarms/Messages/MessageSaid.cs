using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>What listeners are told of a message: kept beside its body, for whoever takes it out of an inbox without reading it.</summary>
public sealed record MessageSaid(string MessageId, string SwarmId, string MessageType, string PayloadType)
{
    internal static MessageSaid Of(SwarmMessage message) => new(message.Id, message.SwarmId, message.MessageType, SwarmDelivery.TypeOf(message));

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Options);

    /// <returns>Null: it was sent before this was kept, or cannot be read.</returns>
    internal static MessageSaid? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return json.IsEmpty ? null : JsonSerializer.Deserialize<MessageSaid>(json.Span, WireJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
