using System.Text.Json;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>Places in a configuration that stand for values of the run: <c>{"$from": "results.fetch.body.id"}</c>.</summary>
internal static class References
{
    private const string Field = "$from";

    public static bool Is(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Field, out var source) && source.ValueKind == JsonValueKind.String;

    public static bool Any(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Is(value) || value.EnumerateObject().Any(field => Any(field.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(Any),
        _ => false,
    };

    /// <summary>All sources, with the path of each.</summary>
    public static IEnumerable<(string Path, string Source)> All(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object when Is(value) => [(path, value.GetProperty(Field).GetString()!)],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(field => All(field.Value, $"{path}.{field.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((entry, i) => All(entry, $"{path}[{i}]")),
        _ => [],
    };

    /// <summary>
    /// The configuration with the values in their places. As deep as its JSON, which is bounded. Throws <see cref="NodeConfigurationException"/>
    /// where it becomes too large.
    /// </summary>
    public static JsonElement Resolve(JsonElement configuration, JsonElement document)
    {
        if (!Any(configuration))
            return configuration;
        return BoundedJson.Write("configuration", RunDocument.MostTaken, writer => Write(configuration, new SourceReader(document), writer));
    }

    private static void Write(JsonElement value, SourceReader document, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when Is(value):
                document.Read(value.GetProperty(Field).GetString()!).WriteTo(writer);
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject())
                {
                    writer.WritePropertyName(field.Name);
                    Write(field.Value, document, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var entry in value.EnumerateArray())
                    Write(entry, document, writer);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
