using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Npgsql.PostgresTypes;
using NpgsqlTypes;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// Times of PostgreSQL, from what the server sent: where .NET's have no such value, its driver may give another one without a word, and what is infinite it gives as the first or
/// the last moment of .NET.
/// </summary>
internal static class PostgresTimes
{
    private const string Infinity = "infinity";
    private const uint Date = 1082;
    private const uint Timestamp = 1114;
    private const uint TimestampTz = 1184;
    private const uint Interval = 1186;
    private const int MostDimensions = 6;

    /// <summary>PostgreSQL counts from here.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <param name="value">As the driver read it; of an array its dimensions alone count.</param>
    /// <returns>False when it is no time. Throws <see cref="OverflowException"/> for one that has no form.</returns>
    public static bool TryWrite(Utf8JsonWriter writer, NpgsqlDataReader reader, int column, Func<object?> value)
    {
        var type = Base(reader.GetPostgresType(column));
        var element = type is PostgresArrayType array ? Base(array.Element) : type;
        if (element.OID is not (Date or Timestamp or TimestampTz or Interval))
            return false;
        if (reader.IsDBNull(column))
            writer.WriteNullValue();
        else if (element == type)
            writer.WriteStringValue(One(reader, column, element.OID));
        else if (element.OID == Interval)
            Intervals(writer, reader, column);
        else
            Many(writer, reader, column, element.OID, ((Array)value()!).Rank);
        return true;
    }

    private static PostgresType Base(PostgresType type) => type is PostgresDomainType domain ? Base(domain.BaseType) : type;

    private static string One(NpgsqlDataReader reader, int column, uint type) => type switch
    {
        Date => Text(reader.GetFieldValue<int>(column)),
        Interval => Text(reader.GetFieldValue<NpgsqlInterval>(column)),
        _ => Text(reader.GetFieldValue<long>(column), type == TimestampTz),
    };

    private static void Many(Utf8JsonWriter writer, NpgsqlDataReader reader, int column, uint type, int rank) => DatabaseValues.WriteTable(writer, type switch
    {
        Date => Read<int>(reader, column, rank),
        Interval => Read<NpgsqlInterval>(reader, column, rank),
        _ => Read<long>(reader, column, rank),
    }, (to, one) =>
    {
        if (one is null)
            to.WriteNullValue();
        else
            to.WriteStringValue(one is int days ? Text(days) : one is NpgsqlInterval span ? Text(span) : Text((long)one, type == TimestampTz));
    });

    /// <summary>Those with months the driver reads only as its own type, and how many dimensions there are shows by which it takes.</summary>
    private static void Intervals(Utf8JsonWriter writer, NpgsqlDataReader reader, int column)
    {
        for (var rank = 1; ; rank++)
        {
            try
            {
                Many(writer, reader, column, Interval, rank);
                return;
            }
            catch (Exception e) when (rank < MostDimensions && (e is InvalidOperationException or InvalidCastException))
            {
                // It has more.
            }
        }
    }

    /// <summary>PostgreSQL's arrays have up to six dimensions.</summary>
    [SuppressMessage("Performance", "CA1814:Prefer jagged arrays over multidimensional", Justification = "These the driver knows.")]
    private static Array Read<T>(NpgsqlDataReader reader, int column, int rank)
        where T : struct => rank switch
        {
            1 => reader.GetFieldValue<T?[]>(column),
            2 => reader.GetFieldValue<T?[,]>(column),
            3 => reader.GetFieldValue<T?[,,]>(column),
            4 => reader.GetFieldValue<T?[,,,]>(column),
            5 => reader.GetFieldValue<T?[,,,,]>(column),
            _ => reader.GetFieldValue<T?[,,,,,]>(column),
        };

    private static string Text(int days)
    {
        if (days is int.MaxValue or int.MinValue)
            return Unending(days > 0);
        var number = (long)days + DateOnly.FromDateTime(Epoch).DayNumber;
        return number >= 0 && number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number).ToString("O", CultureInfo.InvariantCulture) : throw new OverflowException();
    }

    private static string Text(long microseconds, bool isUtc)
    {
        if (microseconds is long.MaxValue or long.MinValue)
            return Unending(microseconds > 0);
        var ticks = (Int128)microseconds * TimeSpan.TicksPerMicrosecond + Epoch.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            throw new OverflowException();
        return new DateTime((long)ticks, DateTimeKind.Unspecified).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + (isUtc ? "Z" : "");
    }

    private static string Text(NpgsqlInterval span)
    {
        if (span is { Months: int.MaxValue, Days: int.MaxValue, Time: long.MaxValue } or { Months: int.MinValue, Days: int.MinValue, Time: long.MinValue })
            return Unending(span.Months > 0);
        return PostgresInterval.Text(span.Months, span.Days, span.Time);
    }

    private static string Unending(bool isLast) => isLast ? Infinity : "-" + Infinity;
}
