using System.Text.Json;
using System.Text.Json.Nodes;

namespace Swarm.Messaging.Crm.Operations;

/// <summary>A JSON value whose texts are templates. A text that is one place alone becomes the value with its type; an optional one without a value is left out.</summary>
internal sealed class JsonTemplate
{
    private readonly object source;

    private JsonTemplate(object source) => this.source = source;

    /// <exception cref="FormatException">A template in it is broken.</exception>
    public static JsonTemplate Parse(JsonElement json) => new(json.ValueKind switch
    {
        JsonValueKind.Object => (object)json.EnumerateObject().Select(f => KeyValuePair.Create(f.Name, Parse(f.Value))).ToList(),
        JsonValueKind.Array => json.EnumerateArray().Select(Parse).ToList(),
        JsonValueKind.String => Template.Parse(json.GetString()!),
        _ => json,
    });

    public IEnumerable<string> Paths => source switch
    {
        Template text => text.Paths,
        List<JsonTemplate> list => list.SelectMany(l => l.Paths),
        List<KeyValuePair<string, JsonTemplate>> fields => fields.SelectMany(f => f.Value.Paths),
        _ => [],
    };

    /// <exception cref="MissingValueException">There is no value for a place that needs one.</exception>
    public JsonNode? Fill(TemplateValues values) => source switch
    {
        Template { IsOneValue: true } text => values.Find(text.Paths.Single()) is { } value ? JsonNode.Parse(value.GetRawText()) : Missing(text),
        Template text => text.Fill(values, same => same),
        List<JsonTemplate> list => new JsonArray([.. list.Select(l => l.Fill(values))]),
        List<KeyValuePair<string, JsonTemplate>> fields => new JsonObject(
            fields.Select(f => KeyValuePair.Create(f.Key, f.Value.Fill(values))).Where(f => f.Value is not null)),
        JsonElement json => JsonNode.Parse(json.GetRawText()),
        _ => throw new InvalidOperationException(),
    };

    private static JsonNode? Missing(Template text)
    {
        // Fails unless the place may be empty.
        text.Fill(new TemplateValues([]), same => same);
        return null;
    }
}
