using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>Reads single fields of a payload, each violation with a code of its own.</summary>
internal static class PayloadFields
{
    public static bool IsGiven(JsonElement payload, string name) => PayloadRules.TryGet(payload, name, out _);

    public static string? Text(JsonElement payload, string name, List<Violation> violations)
    {
        if (!PayloadRules.TryGet(payload, name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.String)
        {
            violations.Add(WrongType($"payload.{name}", value, "a string"));
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException) // half of a surrogate pair as \uD800: JSON allows it, Unicode does not
        {
            violations.Add(new Violation($"payload.{name}", null, "must be valid Unicode text without unpaired surrogates.", "invalid_text"));
            return null;
        }
    }

    public static int? WholeNumber(JsonElement payload, string name, int least, int most, List<Violation> violations)
    {
        if (!PayloadRules.TryGet(payload, name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        violations.Add(
            value.ValueKind == JsonValueKind.Number
                ? new Violation($"payload.{name}", PayloadRules.Show(value), $"must be a whole number from {least} to {most}.", "out_of_range")
                : WrongType($"payload.{name}", value, $"a whole number from {least} to {most}"));
        return null;
    }

    public static Violation WrongType(string field, JsonElement value, string expected) => new(
        field, PayloadRules.Show(value), $"must be {expected}, not {Name(value.ValueKind)}.", "wrong_type");

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
