using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>Reads single fields of a payload. Absent and null are the same, as many serializers write null for what is not set.</summary>
internal static class PayloadFields
{
    private const int LongestValue = 100;

    public static bool IsGiven(JsonElement payload, string name) => TryGet(payload, name, out _);

    public static string? Text(JsonElement payload, string name, List<Violation> violations, string path = "payload")
    {
        if (!TryGet(payload, name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.String)
        {
            violations.Add(WrongType($"{path}.{name}", value, "a string"));
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException) // half of a surrogate pair as \uD800: JSON allows it, Unicode does not
        {
            violations.Add(new Violation($"{path}.{name}", null, "must be valid Unicode text without unpaired surrogates.", "invalid_text"));
            return null;
        }
    }

    /// <summary>A text that must be there; <paramref name="what"/> says what it is.</summary>
    public static string? Required(JsonElement payload, string name, string what, List<Violation> violations, string path = "payload")
    {
        if (!IsGiven(payload, name))
            violations.Add(new Violation($"{path}.{name}", null, $"is required: {what}.", "missing_field"));
        return Text(payload, name, violations, path);
    }

    public static int? WholeNumber(JsonElement payload, string name, int least, int most, List<Violation> violations, string path = "payload")
    {
        if (!TryGet(payload, name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        violations.Add(
            value.ValueKind == JsonValueKind.Number
                ? new Violation($"{path}.{name}", Cut(value.GetRawText()), $"must be a whole number from {least} to {most}.", "out_of_range")
                : WrongType($"{path}.{name}", value, $"a whole number from {least} to {most}"));
        return null;
    }

    public static JsonElement? Object(JsonElement payload, string name, string path, List<Violation> violations) =>
        OfKind(payload, name, path, JsonValueKind.Object, "an object", violations);

    public static JsonElement? Array(JsonElement payload, string name, string path, List<Violation> violations) =>
        OfKind(payload, name, path, JsonValueKind.Array, "an array", violations);

    public static void RefuseUnknown(JsonElement fields, string path, IReadOnlyList<string> known, List<Violation> violations)
    {
        foreach (var field in fields.EnumerateObject().Select(field => field.Name).Where(name => !known.Contains(name)))
            violations.Add(new Violation(
                $"{path}.{Cut(field)}", null,
                $"is not a field here; did you mean '{NearestName.Among(known, field)}'? Known: {string.Join(", ", known)}.", "unknown_field"));
    }

    public static Violation WrongType(string field, JsonElement value, string expected) => new(
        field, Cut(value.ValueKind == JsonValueKind.Undefined ? "" : value.GetRawText()), $"must be {expected}, not {Name(value.ValueKind)}.", "wrong_type");

    public static string Cut(string text) => text.Length <= LongestValue ? text : text[..LongestValue];

    private static JsonElement? OfKind(
        JsonElement payload, string name, string path, JsonValueKind kind, string expected, List<Violation> violations)
    {
        if (!TryGet(payload, name, out var value))
            return null;
        if (value.ValueKind == kind)
            return value;
        violations.Add(WrongType($"{path}.{name}", value, expected));
        return null;
    }

    private static bool TryGet(JsonElement payload, string name, out JsonElement value) =>
        payload.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Undefined => "absent",
        _ => "a boolean",
    };
}
