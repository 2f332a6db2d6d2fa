using System.Globalization;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Intake;

/// <summary>Times as programs write them: ISO 8601, with the zone, so that they are one moment wherever they are read. Pure.</summary>
internal static partial class IsoTime
{
    /// <summary>For who wrote another one.</summary>
    public const string Rule = "A time of ISO 8601 with its zone, such as 2026-01-02T03:04:05Z or 2026-01-02T03:04:05+02:00.";

    /// <returns>Null: it is none.</returns>
    public static DateTimeOffset? Parse(string text) =>
        Form().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
