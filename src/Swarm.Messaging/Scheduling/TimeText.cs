using System.Globalization;

namespace Swarm.Messaging.Scheduling;

/// <summary>Times as people write them: <c>00:00:30</c> or <c>1.00:00:00</c>, or a number with its unit, <c>500ms</c>, <c>30s</c>, <c>1.5m</c>, <c>2h</c>, <c>1d</c>. Pure.</summary>
internal static class TimeText
{
    /// <summary>Both forms, for a refusal.</summary>
    public const string Forms = "a time such as 00:00:30 or 1.00:00:00, or 500ms, 30s, 5m, 2h or 1d";

    private const double MostSeconds = 1e11;

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)];

    /// <returns>Null for what is neither. A bare number is none: it would be days to some readers and seconds to others.</returns>
    public static TimeSpan? Parse(string text) =>
        WithUnit(text) ?? (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null);

    /// <returns>To the millisecond; null for any other form.</returns>
    public static TimeSpan? WithUnit(string text) =>
        SecondsOf(text.Trim()) is { } seconds and < MostSeconds ? TimeSpan.FromMilliseconds(Math.Round(seconds * 1_000)) : null;

    private static double? SecondsOf(string text)
    {
        var (unit, seconds) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        return unit is not null && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number * seconds : null;
    }
}
