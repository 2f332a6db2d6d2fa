using System.Text.Json;
using System.Text.Json.Serialization;
using Swarm.Messaging.Bus;

namespace Swarm.Messaging.Wasm;

/// <summary>As on the wire, but what is null is written: outside readers find every field.</summary>
internal static class PoolJson
{
    public static JsonSerializerOptions Options { get; } = new(WireJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    public static ReadOnlyMemory<byte> Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Null when it is not such a document: anybody may write under these names.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json.Span, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
