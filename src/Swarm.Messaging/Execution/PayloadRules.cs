using System.Text.Json;

namespace Swarm.Messaging.Execution;

/// <summary>Checks of single payload fields, each naming field, value and rule.</summary>
internal static class PayloadRules
{
    private const int LongestValue = 100;

    public static IReadOnlyList<Violation> WholeNumber(JsonElement payload, string field, long least, long most, bool required)
    {
        var rule = $"A whole number from {least} to {most}{(required ? ", required" : "")}.";
        if (!TryGet(payload, field, out var value))
            return required ? [new($"payload.{field}", null, rule)] : [];
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var n) && n >= least && n <= most
            ? []
            : [new($"payload.{field}", Show(value), rule)];
    }

    public static IReadOnlyList<Violation> Text(JsonElement payload, string field, int longest) =>
        !TryGet(payload, field, out var value) || (value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= longest)
            ? []
            : [new($"payload.{field}", Show(value), $"A text of at most {longest} characters.")];

    public static IReadOnlyList<Violation> Flag(JsonElement payload, string field) =>
        !TryGet(payload, field, out var value) || value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? []
            : [new($"payload.{field}", Show(value), "true or false.")];

    public static string Show(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "" : Cut(value.GetRawText());

    /// <summary>At most <see cref="LongestValue"/> characters, with a sign that there were more.</summary>
    public static string Cut(string text) => text.Length <= LongestValue ? text : text[..(LongestValue - 3)] + "...";

    /// <summary>Absent and null are the same, as many serializers write null for what is not set.</summary>
    public static bool TryGet(JsonElement payload, string field, out JsonElement value)
    {
        value = default;
        return payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;
    }
}
