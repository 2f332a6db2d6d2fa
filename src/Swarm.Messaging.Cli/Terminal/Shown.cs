using System.Globalization;

namespace Swarm.Messaging.Cli.Terminal;

/// <summary>Values as people read them.</summary>
internal static class Shown
{
    public static string Time(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>With milliseconds, for steps that lie close together.</summary>
    public static string Clock(DateTimeOffset at) => at.ToUniversalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0 ms",
        { TotalMilliseconds: < 1_000 } => $"{span.TotalMilliseconds:0} ms",
        { TotalSeconds: < 120 } => $"{span.TotalSeconds:0.#} s",
        { TotalMinutes: < 120 } => $"{span.TotalMinutes:0.#} min",
        { TotalHours: < 48 } => $"{span.TotalHours:0.#} h",
        _ => $"{span.TotalDays:0.#} d",
    };

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Plural(long number, string noun) => $"{Count(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>Keeps the end of a path, which tells more than its beginning.</summary>
    public static string Path(string path, int width) =>
        path.Length <= width || width < 4 ? path : $"...{path[^(width - 3)..]}";

    /// <summary>The folders that all paths begin with, with the last slash; empty when there is none.</summary>
    public static string SharedFolder(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            return "";
        var (first, length) = (paths[0], paths[0].LastIndexOf('/') + 1);
        while (length > 0 && !paths.All(p => p.AsSpan().StartsWith(first.AsSpan(0, length), StringComparison.Ordinal)))
            length = length == 1 ? 0 : first.LastIndexOf('/', length - 2) + 1;
        return first[..length];
    }

    /// <summary>Control characters but line breaks and tabs, and those that turn the direction of what follows, as <c>\u001b</c>: what others wrote must not steer the terminal.</summary>
    public static string Printable(string text) => text.Any(IsSteering) ? string.Concat(text.Select(c => IsSteering(c) ? $"\\u{(int)c:x4}" : $"{c}")) : text;

    private static bool IsSteering(char c) => char.IsControl(c) ? c is not ('\n' or '\t') : c is '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    public static string Cut(string text, int width) => text.Length <= width ? text : $"{text[..Math.Max(0, width - 3)]}...";
}
