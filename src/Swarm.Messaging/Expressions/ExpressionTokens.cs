using System.Text.Json;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary>JSON as the evaluator of JMESPath has it. What it only passes on comes out as it went in; of a name that stands twice in an object, the last one counts.</summary>
internal static class ExpressionTokens
{
    /// <summary>A text that looks like a date stays the text it is.</summary>
    public static JToken Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => OfObject(value),
        JsonValueKind.Array => OfArray(value),
        JsonValueKind.String => new JValue(value.GetString()),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? new JValue(whole) : Numbers.Of(value.GetRawText()),
        JsonValueKind.True => new JValue(true),
        JsonValueKind.False => new JValue(false),
        _ => JValue.CreateNull(),
    };

    private static JObject OfObject(JsonElement value)
    {
        var made = new JObject();
        foreach (var field in value.EnumerateObject())
            made[field.Name] = Of(field.Value);
        return made;
    }

    private static JArray OfArray(JsonElement value)
    {
        var made = new JArray();
        foreach (var entry in value.EnumerateArray())
            made.Add(Of(entry));
        return made;
    }
}
