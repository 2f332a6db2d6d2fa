using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>JSON as the evaluator of JMESPath has it. What it only passes on comes out as it went in.</summary>
internal static class Tokens
{
    /// <summary>In characters. What is longer is beyond a double, too.</summary>
    private const int LongestWhole = 300;

    /// <summary>In characters: a decimal holds 28 digits exactly.</summary>
    private const int LongestFraction = 28;

    /// <summary>A text that looks like a date stays the text it is.</summary>
    public static JToken Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => OfObject(value),
        JsonValueKind.Array => OfArray(value),
        JsonValueKind.String => new JValue(value.GetString()),
        JsonValueKind.Number => OfNumber(value),
        JsonValueKind.True => new JValue(true),
        JsonValueKind.False => new JValue(false),
        _ => JValue.CreateNull(),
    };

    /// <summary>Calculated with until it was no number any more: JSON has no word for that.</summary>
    public static bool Endless(JToken? value) => value switch
    {
        JValue { Value: double number } => !double.IsFinite(number),
        JContainer container => container.Descendants().Any(inner => inner is JValue { Value: double number } && !double.IsFinite(number)),
        _ => false,
    };

    /// <summary>Whether it has whole numbers that the evaluator cannot calculate with.</summary>
    public static bool HasLarge(JToken? value) => value switch
    {
        JValue { Value: BigInteger } => true,
        JContainer container => container.Descendants().Any(inner => inner is JValue { Value: BigInteger }),
        _ => false,
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

    private static JValue OfNumber(JsonElement value)
    {
        if (value.TryGetInt64(out var whole))
            return new JValue(whole);
        var text = value.GetRawText();
        if (text.Length <= LongestWhole && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big))
            return new JValue(big);
        // With as many digits as it came with.
        if (text.AsSpan().IndexOfAny('e', 'E') < 0 && value.TryGetDecimal(out var exact) && exact != 0 && text.Length <= LongestFraction)
            return new JValue(exact);
        // Beyond a double it is carried, and not calculated with.
        return value.GetDouble() is var number && double.IsFinite(number) ? new JValue(number) : new JRaw(text);
    }
}
