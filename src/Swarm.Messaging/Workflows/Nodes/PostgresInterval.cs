using System.Globalization;
using System.Text;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>An interval in PostgreSQL's own words, which it reads as the same one whatever its <c>intervalstyle</c>: <c>1 year 2 mons -3 days +04:05:06.5</c>. Pure.</summary>
internal static class PostgresInterval
{
    private const int MonthsOfYear = 12;
    private const long MicrosecondsOfSecond = 1_000_000;

    /// <param name="months">Years are twelve of them.</param>
    /// <param name="microseconds">Beside the days, of which each may have another length.</param>
    public static string Text(int months, int days, long microseconds)
    {
        var text = new StringBuilder();
        var isAfterNegative = false;
        Add(months / MonthsOfYear, "year");
        Add(months % MonthsOfYear, "mon");
        Add(days, "day");
        if (microseconds != 0 || text.Length == 0)
            AddTime();
        return text.ToString();

        void Add(int count, string unit)
        {
            if (count == 0)
                return;
            text.Append(text.Length == 0 ? "" : " ").Append(isAfterNegative && count > 0 ? "+" : "").Append(CultureInfo.InvariantCulture, $"{count} {unit}").Append(count == 1 ? "" : "s");
            isAfterNegative = count < 0;
        }

        void AddTime()
        {
            var size = microseconds < 0 ? (ulong)-(microseconds + 1) + 1 : (ulong)microseconds;
            var (seconds, fraction) = (size / MicrosecondsOfSecond, size % MicrosecondsOfSecond);
            text.Append(text.Length == 0 ? "" : " ").Append(microseconds < 0 ? "-" : isAfterNegative ? "+" : "")
                .Append(CultureInfo.InvariantCulture, $"{seconds / 3_600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
            if (fraction != 0)
                text.Append('.').Append(fraction.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0'));
        }
    }
}
