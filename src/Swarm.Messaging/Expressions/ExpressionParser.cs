using DevLab.JmesPath;
using DevLab.JmesPath.Expressions;
using DevLab.JmesPath.Functions;

namespace Swarm.Messaging.Expressions;

/// <summary>JMESPath as the library has it, but for what it does wrongly with numbers: it holds them in 32 bits or in doubles.</summary>
internal static class ExpressionParser
{
    private const string Quotes = "'\"`";

    /// <exception cref="ExpressionException">An index or a bound of a slice is larger than any list, or an operator is refused.</exception>
    public static JmesPathExpression Parse(string source)
    {
        if (Overflow(source) is { } number)
            throw new ExpressionException($"{number} is no index: a list has at most {int.MaxValue} entries.");
        var parser = new JmesPath();
        foreach (var function in Functions())
            parser.FunctionRepository.Register(function.Name, function);
        var written = new ExpressionSource(source);
        var expression = parser.Parse(written.Source);
        expression.Accept(new RefusedOperators());
        expression.Accept(written);
        expression.Accept(new ExactComparisons());
        return expression;
    }

    private static JmesPathFunction[] Functions() =>
    [
        new NumbersFunction("sum", Numbers.Sum), new NumbersFunction("avg", Numbers.Average),
        new NumberFunction("floor", n => n.Floor()), new NumberFunction("ceil", n => n.Ceiling()), new NumberFunction("abs", n => n.Abs()),
        new ExactSort(), new ExactSortBy(),
        new ExactExtreme("max", largest: true), new ExactExtreme("min", largest: false), new ExactExtremeBy("max_by", largest: true), new ExactExtremeBy("min_by", largest: false),
        new ExactContains(), new ExactToNumber(), new ExactToString(),
    ];

    /// <returns>What comes after the quoted text that begins here, or after the character when none does.</returns>
    public static int EndOfQuoted(string source, int at)
    {
        if (!Quotes.Contains(source[at], StringComparison.Ordinal))
            return at + 1;
        var quote = source[at];
        for (at++; at < source.Length && source[at] != quote; at++)
            at += source[at] == '\\' ? 1 : 0;
        return Math.Min(at + 1, source.Length);
    }

    /// <summary>The parser takes one that it cannot hold for 0. Numbers stand in indexes and slices alone, beside what is quoted.</summary>
    private static string? Overflow(string source)
    {
        for (var at = 0; at < source.Length; at++)
        {
            if (Quotes.Contains(source[at], StringComparison.Ordinal))
            {
                at = EndOfQuoted(source, at) - 1;
            }
            else if (char.IsAsciiLetterOrDigit(source[at]) || source[at] is '_' or '-')
            {
                var first = at;
                while (at + 1 < source.Length && (char.IsAsciiLetterOrDigit(source[at + 1]) || source[at + 1] == '_'))
                    at++;
                var word = source[first..(at + 1)];
                if (word.Length > 9 && word.AsSpan(word[0] == '-' ? 1 : 0).IndexOfAnyExceptInRange('0', '9') < 0 && !int.TryParse(word, out _))
                    return word;
            }
        }

        return null;
    }
}
