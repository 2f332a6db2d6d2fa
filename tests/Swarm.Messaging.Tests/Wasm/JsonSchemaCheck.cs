using System.Globalization;
using System.Text.Json;

namespace Swarm.Messaging.Tests.Wasm;

/// <summary>The part of JSON Schema that our schemas use; a keyword it does not know fails, so none is passed over.</summary>
internal static class JsonSchemaCheck
{
    private static readonly string[] Annotations = ["$schema", "$id", "title", "description", "default", "format"];

    public static IEnumerable<string> Errors(JsonElement schema, JsonElement value) => Errors(schema, schema, value, "$");

    private static IEnumerable<string> Errors(JsonElement root, JsonElement schema, JsonElement value, string at) =>
        schema.EnumerateObject().Where(rule => !Annotations.Contains(rule.Name)).SelectMany(rule => Check(root, schema, rule, value, at));

    private static IEnumerable<string> Check(JsonElement root, JsonElement schema, JsonProperty rule, JsonElement value, string at)
    {
        switch (rule.Name)
        {
            case "type":
                var types = rule.Value.ValueKind == JsonValueKind.Array ? rule.Value.EnumerateArray().Select(t => t.GetString()!) : [rule.Value.GetString()!];
                return Fail(!types.Any(type => HasType(value, type)), $"{at} is not of type {rule.Value}");
            case "$ref":
                return Errors(root, Referred(root, rule.Value.GetString()!), value, at);
            case "const":
                return Fail(!JsonElement.DeepEquals(rule.Value, value), $"{at} is {value}, not {rule.Value}");
            case "anyOf":
                return Fail(!rule.Value.EnumerateArray().Any(one => !Errors(root, one, value, at).Any()), $"{at} fits none of its alternatives");
            case "enum":
                return Fail(!rule.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)), $"{at} is {value}, not one of {rule.Value}");
            case "minimum":
                return Fail(value.GetDouble() < rule.Value.GetDouble(), $"{at} is below {rule.Value}");
            case "minLength":
                return Fail(value.GetString()!.Length < rule.Value.GetInt32(), $"{at} is too short");
            case "maxItems":
                return Fail(value.GetArrayLength() > rule.Value.GetInt32(), $"{at} has too many items");
            case "required" or "properties" or "items" when value.ValueKind == JsonValueKind.Null:
                return []; // its type decides whether it may be null
            case "required":
                return rule.Value.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at} lacks {name}");
            case "additionalProperties" when rule.Value.ValueKind == JsonValueKind.Object:
                return value.ValueKind != JsonValueKind.Object ? [] : value.EnumerateObject()
                    .Where(one => !schema.TryGetProperty("properties", out var listed) || !listed.TryGetProperty(one.Name, out _))
                    .SelectMany(one => Errors(root, rule.Value, one.Value, $"{at}.{one.Name}"));
            case "additionalProperties":
                return value.EnumerateObject().Where(one => !schema.GetProperty("properties").TryGetProperty(one.Name, out _)).Select(one => $"{at} has unknown {one.Name}");
            case "properties":
                return value.EnumerateObject().Where(one => rule.Value.TryGetProperty(one.Name, out _))
                    .SelectMany(one => Errors(root, rule.Value.GetProperty(one.Name), one.Value, $"{at}.{one.Name}"));
            case "items":
                return value.EnumerateArray().SelectMany((item, i) => Errors(root, rule.Value, item, $"{at}[{i}]"));
            default:
                return [$"{at}: the check does not know the keyword {rule.Name}"];
        }
    }

    // Within the same schema, as the exporter writes a type that comes again.
    private static JsonElement Referred(JsonElement root, string pointer) =>
        pointer.Split('/').Skip(1).Aggregate(root, (part, name) => part.ValueKind == JsonValueKind.Array ? part[int.Parse(name, CultureInfo.InvariantCulture)] : part.GetProperty(name));

    private static string[] Fail(bool failed, string error) => failed ? [error] : [];

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => false,
    };
}
