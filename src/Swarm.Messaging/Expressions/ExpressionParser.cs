using DevLab.JmesPath;
using DevLab.JmesPath.Expressions;

namespace Swarm.Messaging.Expressions;

/// <summary>JMESPath as the library has it, but for what it does wrongly with numbers that do not fit 32 bits.</summary>
internal static class ExpressionParser
{
    private const string Quotes = "'\"`";

    /// <exception cref="FormatException">An index or a bound of a slice is larger than any list.</exception>
    public static JmesPathExpression Parse(string source)
    {
        if (Overflow(source) is { } number)
            throw new FormatException($"{number} is no index: a list has at most {int.MaxValue} entries.");
        var parser = new JmesPath();
        foreach (var function in new NumberFunction[] { new ExactSum(), new ExactWhole("floor", decimal.Floor, Math.Floor), new ExactWhole("ceil", decimal.Ceiling, Math.Ceiling), new ExactWhole("abs", Math.Abs, Math.Abs) })
            parser.FunctionRepository.Register(function.Name, function);
        parser.FunctionRepository.Register("sort", new ExactSort());
        parser.FunctionRepository.Register("sort_by", new ExactSortBy());
        var expression = parser.Parse(source);
        expression.Accept(new ExactComparisons());
        return expression;
    }

    /// <summary>The parser takes one that it cannot hold for 0. Numbers stand in indexes and slices alone, beside what is quoted.</summary>
    private static string? Overflow(string source)
    {
        for (var at = 0; at < source.Length; at++)
        {
            if (Quotes.Contains(source[at], StringComparison.Ordinal))
            {
                var quote = source[at];
                for (at++; at < source.Length && source[at] != quote; at++)
                    at += source[at] == '\\' ? 1 : 0;
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
