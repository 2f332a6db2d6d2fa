using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Schemas;

/// <summary>Messages as they stand on the wire: camelCase, nothing that is null.</summary>
internal static class MessageJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>A single event names itself in <c>event</c>, as its base type says.</summary>
    public static JsonNode Of(object message) => message is DistributionEvent said
        ? JsonSerializer.SerializeToNode(said, Options)!
        : message is TaskEvent e
        ? JsonSerializer.SerializeToNode(e, Options)!
        : JsonSerializer.SerializeToNode(message, message.GetType(), Options)!;
}
