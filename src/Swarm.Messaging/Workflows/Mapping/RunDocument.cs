using System.Buffers;
using System.Text.Json;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>What a node can see of its run: <c>{"input": ..., "results": {source: result}}</c>.</summary>
internal static class RunDocument
{
    public static JsonElement Of(JsonElement? input, IEnumerable<(string Id, ReadOnlyMemory<byte> Result)> results)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("input");
            if (input is { ValueKind: not JsonValueKind.Undefined } given)
                given.WriteTo(writer);
            else
                writer.WriteNullValue();
            writer.WriteStartObject("results");
            foreach (var (id, result) in results)
            {
                writer.WritePropertyName(id);
                writer.WriteRawValue(result.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return JsonElement.Parse(bytes.WrittenSpan);
    }

    /// <summary>What the node gets: the named values, or the whole document when none are named.</summary>
    public static JsonElement Input(JsonElement document, IReadOnlyDictionary<string, string>? inputs)
    {
        if (inputs is null)
            return document;
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (name, source) in inputs)
            {
                writer.WritePropertyName(name);
                RunValues.Read(document, source).WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(bytes.WrittenSpan);
    }
}
