using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tasks;

/// <summary>The order of names in an object says nothing: equal content makes equal bytes. Pure.</summary>
internal static class CanonicalJson
{
    private static readonly Comparer<JsonProperty> ByName =
        Comparer<JsonProperty>.Create((a, b) => JsonMarshal.GetRawUtf8PropertyName(a).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(b)));

    /// <param name="json">Well-formed, without white space, not deeper than <see cref="JsonDepth.Most"/>, and written by us, so that what can be escaped in two ways is escaped in one.</param>
    /// <returns>The same bytes when the names stand in their order already, as mostly.</returns>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        if (IsSorted(json.Span))
            return json;
        var bytes = new ArrayBufferWriter<byte>(json.Length);
        using (var document = JsonDocument.Parse(json))
        using (var writer = new Utf8JsonWriter(bytes))
        {
            Write(document.RootElement, writer);
        }

        return bytes.WrittenMemory;
    }

    private static bool IsSorted(ReadOnlySpan<byte> json)
    {
        // The last name of the object that is open at each depth: where it begins, and its length; -1: there was none yet.
        Span<(int At, int Length)> last = stackalloc (int, int)[JsonDepth.Most + 2];
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                last[reader.CurrentDepth + 1] = (0, -1);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                ref var before = ref last[reader.CurrentDepth];
                if (before.Length >= 0 && json.Slice(before.At, before.Length).SequenceCompareTo(reader.ValueSpan) > 0)
                    return false;
                before = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            }
        }

        return true;
    }

    private static void Write(JsonElement json, Utf8JsonWriter writer)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in json.EnumerateObject().Order(ByName))
                {
                    writer.WritePropertyName(field.Name);
                    Write(field.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var entry in json.EnumerateArray())
                    Write(entry, writer);
                writer.WriteEndArray();
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }
}
