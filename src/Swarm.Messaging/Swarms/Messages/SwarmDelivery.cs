using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>A message in the hands of one receiver.</summary>
/// <param name="ReceiverId">The swarm that got it.</param>
/// <param name="Type">What its handlers are chosen by.</param>
internal sealed record SwarmDelivery(string ReceiverId, string Type, SwarmMessage Message)
{
    public static SwarmDelivery Of(string receiver, SwarmMessage message) => new(receiver, TypeOf(message), message);

    /// <summary>The payload's <c>type</c>; for payloads without one, the message type.</summary>
    public static string TypeOf(SwarmMessage message) =>
        message.Payload.ValueKind == System.Text.Json.JsonValueKind.Object && message.Payload.TryGetProperty("type", out var type)
        && type.ValueKind == System.Text.Json.JsonValueKind.String
            ? type.GetString()!
            : message.MessageType;
}
