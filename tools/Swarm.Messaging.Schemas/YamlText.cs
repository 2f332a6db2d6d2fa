using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Schemas;

/// <summary>JSON as block YAML; texts that could mean something else are quoted as in JSON, which YAML reads too.</summary>
internal static partial class YamlText
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonObject document)
    {
        var text = new StringBuilder();
        Fields(text, document, 0);
        return text.ToString();
    }

    private static void Fields(StringBuilder text, JsonObject fields, int depth)
    {
        foreach (var (name, value) in fields)
        {
            text.Append(' ', depth * 2).Append(Scalar(name)).Append(':');
            Value(text, value, depth);
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int depth)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } fields:
                text.Append('\n');
                Fields(text, fields, depth + 1);
                break;
            case JsonArray { Count: > 0 } items:
                text.Append('\n');
                foreach (var item in items)
                {
                    text.Append(' ', (depth + 1) * 2).Append('-');
                    Value(text, item, depth + 1);
                }

                break;
            case JsonValue when value.GetValueKind() == JsonValueKind.String:
                text.Append(' ').Append(Scalar(value.GetValue<string>())).Append('\n');
                break;
            default:
                text.Append(' ').Append(value?.ToJsonString(Relaxed) ?? "null").Append('\n');
                break;
        }
    }

    private static string Scalar(string text) =>
        Plain().IsMatch(text) && text is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "is") ? text : JsonSerializer.Serialize(text, Relaxed);

    [GeneratedRegex(@"^[A-Za-z][A-Za-z_.-]*$")]
    private static partial Regex Plain();
}
