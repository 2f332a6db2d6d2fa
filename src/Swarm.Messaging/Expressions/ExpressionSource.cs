using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using DevLab.JmesPath.Expressions;
using DevLab.JmesPath.Interop;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary>
/// An expression as the library is to parse it. Literals keep the digits of their numbers, which the library reads as doubles: it gets a text in the place of such a literal, and the literal once it
/// has parsed the expression. A star that multiplies, which the library binds closer than a dot, becomes the sign that it binds as a product.
/// </summary>
internal sealed class ExpressionSource : IVisitor
{
    private const char Mark = '\0';
    private const char Times = '\u00D7';
    private const string MarkInJson = "\\u0000";

    private readonly List<JToken> literals = [];

    public ExpressionSource(string source)
    {
        var made = new StringBuilder(source.Length);
        var follows = false;
        for (var at = 0; at < source.Length;)
        {
            var end = ExpressionParser.EndOfQuoted(source, at);
            if (source[at] == '`' && end > at + 2 && source[end - 1] == '`' && Read(source[(at + 1)..(end - 1)].Replace("\\`", "`", StringComparison.Ordinal)) is { } literal)
            {
                made.Append('`').Append('"').Append(MarkInJson).Append(literals.Count).Append('"').Append('`');
                literals.Add(literal);
            }
            else
            {
                made.Append(source[at] == '*' && follows ? Times : source[at]).Append(source, at + 1, end - at - 1);
            }

            follows = char.IsWhiteSpace(source[at]) ? follows && !EndsWithIn(source, at) : IsEnd(source[at]) && !(source[at] == '*' && follows);
            at = end;
        }

        Source = made.ToString();
    }

    /// <summary>What the library is to parse.</summary>
    public string Source { get; }

    public void Visit(JmesPathExpression expression)
    {
        if (expression is JmesPathLiteral literal && literal.Value is JValue { Value: string { Length: > 1 } text } && text[0] == Mark)
            Value(literal) = literals[int.Parse(text.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)];
    }

    /// <summary>Whether a value may end with it, so that a star that follows is no wildcard.</summary>
    private static bool IsEnd(char last) => char.IsAsciiLetterOrDigit(last) || last is '_' or '"' or '\'' or '`' or ']' or ')' or '}' or '@' or '$' or '*';

    /// <summary>After the word of a let begins what it is for.</summary>
    private static bool EndsWithIn(string source, int at) =>
        at > 2 && source.AsSpan(at - 2, 2) is "in" && char.IsWhiteSpace(source[at - 3]) && source.TrimStart().StartsWith("let ", StringComparison.Ordinal);

    /// <returns>Null of a literal that the library reads well, or of none.</returns>
    private static JToken? Read(string json)
    {
        try
        {
            var value = JsonElement.Parse(json);
            return IsHard(value) || json.Contains(MarkInJson, StringComparison.Ordinal) ? ExpressionTokens.Of(value) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsHard(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => !value.TryGetInt64(out _),
        JsonValueKind.Array => value.EnumerateArray().Any(IsHard),
        JsonValueKind.Object => value.EnumerateObject().Any(field => IsHard(field.Value)),
        _ => false,
    };

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "value_")]
    private static extern ref JToken Value(JmesPathLiteral literal);
}
