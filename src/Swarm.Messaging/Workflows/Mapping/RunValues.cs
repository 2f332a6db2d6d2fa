using System.Globalization;
using System.Text.Json;
using Swarm.Messaging.Expressions;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>Values out of JSON: by a JSON pointer (RFC 6901), which begins with <c>/</c>, or by a JMESPath expression.</summary>
internal static class RunValues
{
    public const int LongestSource = 1_000;

    private const string TooMuch = "It would make more than can be held of any value: lists and objects of several parts, each applied to what the one before has made, multiply.";
    private const string Rule = "A JSON pointer such as /results/fetch/body, or a JMESPath expression such as results.fetch.body.items[0].";

    /// <returns>What is wrong with it; null: nothing.</returns>
    public static string? Fault(string source)
    {
        if (source.Length is 0 or > LongestSource)
            return $"1 to {LongestSource} characters. {Rule}";
        if (source[0] == '/')
            return null;
        try
        {
            return ExpressionCost.Of(ExpressionParser.Parse(source), source.Length) * source.Length <= ExpressionCost.Most ? null : $"{TooMuch} {Rule}";
        }
        catch (Exception e)
        {
            return $"{Rule} This is none: {e.Message}";
        }
    }

    /// <summary>One value; of several out of the same document a <see cref="SourceReader"/> is cheaper.</summary>
    public static JsonElement Read(JsonElement document, string source) => new SourceReader(document).Read(source);

    /// <summary>As JMESPath has it: false, null, and what is empty, is not true.</summary>
    public static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined => false,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => true,
    };

    /// <returns>Null (the JSON value) where there is nothing.</returns>
    public static JsonElement Pointer(JsonElement at, string pointer)
    {
        foreach (var part in pointer[1..].Split('/'))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var field))
                at = field;
            else if (at.ValueKind == JsonValueKind.Array && name is not ['0', _, ..] && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
                at = at[index];
            else
                return JsonElement.Parse("null");
        }

        return at;
    }
}
