using System.Text.Json;
using System.Text.Json.Nodes;

namespace Swarm.Messaging.Crm.Running.Hiding;

/// <summary>JSON without secrets: in its texts and in its names. Pure.</summary>
internal static class HiddenJson
{
    /// <summary>Digits. A shorter number stands in a result for itself.</summary>
    private const int ShortestNumber = 8;

    /// <returns>The same when there are none in it.</returns>
    public static JsonElement Of(JsonElement json, Secrets secrets) =>
        secrets.IsIn(json.GetRawText()) ? JsonSerializer.SerializeToElement(Hidden(json, secrets)) : json;

    private static JsonNode? Hidden(JsonElement json, Secrets secrets) => json.ValueKind switch
    {
        JsonValueKind.Object => Fields(json, secrets),
        JsonValueKind.Array => new JsonArray([.. json.EnumerateArray().Select(item => Hidden(item, secrets))]),
        JsonValueKind.String => JsonValue.Create(secrets.Hide(json.GetString()!)),
        JsonValueKind.Number when json.GetRawText() is { Length: >= ShortestNumber } digits && secrets.Has(digits) => JsonValue.Create(Secrets.Mask),
        _ => JsonSerializer.SerializeToNode(json),
    };

    private static JsonObject Fields(JsonElement json, Secrets secrets)
    {
        var fields = new JsonObject();
        foreach (var field in json.EnumerateObject())
        {
            var name = secrets.Hide(field.Name);
            // Two may have become the same.
            while (name != field.Name && fields.ContainsKey(name))
                name += "*";
            fields[name] = Hidden(field.Value, secrets);
        }

        return fields;
    }
}
