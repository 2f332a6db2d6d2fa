using System.CommandLine.Parsing;
using System.Globalization;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>Durations as people write them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>; a bare number means seconds.</summary>
internal static class Duration
{
    public const string Rule = "a duration such as 500ms, 30s, 5m, 2h or 1d";

    private const double YearSeconds = 31_536_000;

    public static TimeSpan? Parse(string text) =>
        Seconds(text) is { } seconds and >= 0 and < YearSeconds ? TimeSpan.FromMilliseconds(Math.Round(seconds * 1_000)) : null;

    /// <summary>For an option's parser: the duration, or an error that names value and rule.</summary>
    public static TimeSpan? Of(ArgumentResult result)
    {
        if (result.Tokens.Count == 0)
            return null;
        var text = result.Tokens[0].Value;
        if (Parse(text) is { } duration)
            return duration;
        var name = result.Parent is OptionResult { Option.Name: var option } ? $"{option} is '{text}'" : $"'{text}' is given";
        result.AddError(Seconds(text) >= YearSeconds ? $"{name}, which is too long; it must be less than 365d." : $"{name}; it must be {Rule}.");
        return null;
    }

    /// <summary>As <see cref="Of"/>, for what would be over before it began.</summary>
    public static TimeSpan? AboveZero(ArgumentResult result)
    {
        if (Of(result) is not { } duration)
            return null;
        if (duration > TimeSpan.Zero)
            return duration;
        result.AddError($"{(result.Parent is OptionResult { Option.Name: var option } ? option : "The duration")} is '{result.Tokens[0].Value}'; it must be more than 0, {Rule}.");
        return null;
    }

    private static double? Seconds(string text) => TimeText.WithUnit(text)?.TotalSeconds
        ?? (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null);
}
