using System.CommandLine.Parsing;
using System.Globalization;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>Durations as people write them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>; a bare number means seconds.</summary>
internal static class Duration
{
    public const string Rule = "a duration such as 500ms, 30s, 5m, 2h or 1d";

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)];

    public static TimeSpan? Parse(string text)
    {
        var (unit, seconds) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase), ("", 1));
        return double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * seconds is >= 0 and < 31_536_000
            ? TimeSpan.FromMilliseconds(Math.Round(number * seconds * 1_000))
            : null;
    }

    /// <summary>For an option's parser: the duration, or an error that names value and rule.</summary>
    public static TimeSpan? Of(ArgumentResult result)
    {
        if (result.Tokens.Count == 0)
            return null;
        var text = result.Tokens[0].Value;
        if (Parse(text) is { } duration)
            return duration;
        result.AddError($"'{text}' is not {Rule}.");
        return null;
    }
}
