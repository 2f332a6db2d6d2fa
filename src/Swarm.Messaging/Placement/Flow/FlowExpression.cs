using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;
using Swarm.Messaging.Expressions;

namespace Swarm.Messaging.Placement.Flow;

/// <summary>What a task counts for by an expression (JMESPath) over it. Pure.</summary>
internal static class FlowExpression
{
    private const int LongestSource = 500;
    public const int LongestValue = 200;

    /// <summary>Of a longer value, before the hash that keeps it apart from others.</summary>
    private const int Kept = LongestValue - 65;

    /// <returns>What is wrong with it; null: nothing.</returns>
    public static string? Fault(string? source)
    {
        if (source is not { Length: > 0 and <= LongestSource })
            return $"is no JMESPath expression of 1 to {LongestSource} characters, such as input.pipelineId.";
        try
        {
            ExpressionParser.Parse(source);
            return null;
        }
        catch (Exception e)
        {
            return $"is no JMESPath expression such as input.pipelineId: {e.Message}";
        }
    }

    /// <returns>The text, number or truth value that it finds, or those of a list; none where it finds nothing of the kind.</returns>
    public static IReadOnlyList<string> Values(JToken task, string source)
    {
        JToken? found;
        try
        {
            found = ExpressionParser.Parse(source).Transform(task).AsJToken();
        }
        catch (Exception)
        {
            // A function that meets what it cannot take finds nothing.
            return [];
        }

        return [.. (found is JArray list ? list : new JArray(found ?? JValue.CreateNull())).Select(Value).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static string? Value(JToken token) => token.Type switch
    {
        JTokenType.String when (string?)token is { Length: > 0 } text => Written(text),
        JTokenType.Integer or JTokenType.Float => token.ToString(Newtonsoft.Json.Formatting.None),
        JTokenType.Boolean => (bool)token ? "true" : "false",
        _ => null,
    };

    /// <summary>What a key cannot have stands percent-encoded; the end of what is too long is a hash.</summary>
    private static string Written(string text)
    {
        var written = text.Any(c => c is '|' or '*' or '%' || char.IsWhiteSpace(c) || char.IsControl(c)) ? Uri.EscapeDataString(text).Replace("*", "%2A", StringComparison.Ordinal) : text;
        return written.Length <= LongestValue ? written : $"{written[..Kept]}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(written)))}";
    }
}
