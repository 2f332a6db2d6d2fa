using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>
/// What makes two nodes the same work: client, workflow, what is run, its configuration with the run's values in it, and its input, which
/// holds the results of its sources by their ids. The order of names in an object does not matter. Pure.
/// </summary>
internal static class CacheKey
{
    /// <summary>Changes when what is kept under a key has another meaning.</summary>
    private const int Version = 1;

    public static string Of(string client, string workflowId, SubmitTask work)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(Version);
            foreach (var text in (string?[])[client, workflowId, work.Kind, work.Operation, .. (work.Requires ?? []).Order(StringComparer.Ordinal)])
                writer.WriteStringValue(text);
            if (work.Payload is { ValueKind: not JsonValueKind.Undefined } payload)
                Write(payload, writer);
            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
    }

    /// <summary>Numbers keep their digits: beyond a double two that differ must not become one.</summary>
    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject().OrderBy(f => f.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(field.Name);
                    Write(field.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var entry in value.EnumerateArray())
                    Write(entry, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(value.GetRawText());
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
