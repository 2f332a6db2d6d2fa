using System.Text.Json;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>What a node can see of its run: <c>{"input": ..., "results": {source: result}}</c>.</summary>
internal static class RunDocument
{
    /// <summary>In bytes, of input and results together: more than a task can carry, for what is taken of it may be little.</summary>
    public const int MostSeen = 16 * 1_048_576;

    /// <summary>In bytes, of a configuration or an input with the run's values in it. What a task may carry to the byte is judged with the task.</summary>
    public const int MostTaken = TaskOptions.MaxPayloadBytes + 65_536;

    /// <summary>Throws <see cref="NodeConfigurationException"/> where it would be too large.</summary>
    public static JsonElement Of(JsonElement? input, IEnumerable<(string Id, ReadOnlyMemory<byte> Result)> results) =>
        BoundedJson.Write("input of the run with the results of the node's sources", MostSeen, writer =>
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
        });

    /// <summary>What the node gets: the named values, or the whole document when none are named.</summary>
    public static JsonElement Input(JsonElement document, IReadOnlyDictionary<string, string>? inputs) => inputs is null
        ? document
        : BoundedJson.Write("input", MostTaken, writer =>
        {
            var reader = new SourceReader(document);
            writer.WriteStartObject();
            foreach (var (name, source) in inputs)
            {
                writer.WritePropertyName(name);
                reader.Read(source).WriteTo(writer);
            }

            writer.WriteEndObject();
        });
}
