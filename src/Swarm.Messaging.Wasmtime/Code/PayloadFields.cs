using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>Reads single fields of a payload, each violation with a code of its own.</summary>
internal static class PayloadFields
{
    public static bool IsGiven(JsonElement payload, string name) => PayloadRules.TryGet(payload, name, out _);

    public static string? Text(JsonElement payload, string name, List<Violation> violations, string path = "payload")
    {
        if (!PayloadRules.TryGet(payload, name, out var value))
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
            violations.Add(new Violation($"{path}.{name}", PayloadRules.Show(value), "must be valid Unicode text without unpaired surrogates.", "invalid_text"));
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
        if (!PayloadRules.TryGet(payload, name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        violations.Add(
            value.ValueKind == JsonValueKind.Number
                ? new Violation($"{path}.{name}", PayloadRules.Show(value), $"must be a whole number from {least} to {most}.", "out_of_range")
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
                $"{path}.{PayloadRules.Cut(field)}", null,
                $"is not a field here{(NearestName.Of(field, known) is { } near ? $"; did you mean '{near}'?" : ".")} Known: {string.Join(", ", known)}.", "unknown_field"));
    }

    public static Violation WrongType(string field, JsonElement value, string expected) => new(
        field, PayloadRules.Show(value), $"must be {expected}, not {Name(value.ValueKind)}.", "wrong_type");

    private static JsonElement? OfKind(
        JsonElement payload, string name, string path, JsonValueKind kind, string expected, List<Violation> violations)
    {
        if (!PayloadRules.TryGet(payload, name, out var value))
            return null;
        if (value.ValueKind == kind)
            return value;
        violations.Add(WrongType($"{path}.{name}", value, expected));
        return null;
    }

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
