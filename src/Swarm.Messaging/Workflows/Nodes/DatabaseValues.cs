using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>JSON as parameters of a statement, and columns as JSON.</summary>
internal static class DatabaseValues
{
    /// <summary>Exact in a decimal, with sign and point.</summary>
    private const int DecimalDigits = 28;

    /// <summary>JSON has no numbers for what is not finite.</summary>
    private static readonly JsonSerializerOptions Plain = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>A whole number is the smallest type that holds it: databases find their functions by types, and widen by themselves.</summary>
    /// <param name="exact">Whether the database has decimals: a fraction keeps its digits.</param>
    public static object Of(JsonElement value, bool exact) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => OfNumber(value, exact),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => DBNull.Value,
        _ => value.GetRawText(),
    };

    private static object OfNumber(JsonElement value, bool exact)
    {
        if (value.TryGetInt32(out var small))
            return small;
        if (value.TryGetInt64(out var whole))
            return whole;
        var text = value.GetRawText();
        if (exact && text.Length <= DecimalDigits && text.AsSpan().IndexOfAny('e', 'E') < 0 && value.TryGetDecimal(out var digits))
            return digits;
        var isFraction = text.AsSpan().IndexOfAny(".eE") >= 0;
        return isFraction && value.GetDouble() is var number && double.IsFinite(number)
            ? number
            : throw new NodeConfigurationException("bad_parameter", $"The number {PayloadRules.Show(value)} is beyond what a database takes; give it as a text.");
    }

    public static void Write(Utf8JsonWriter writer, DbDataReader reader, int column)
    {
        writer.WritePropertyName(reader.GetName(column));
        if (reader is NpgsqlDataReader times && Read(reader, column, () => PostgresTimes.TryWrite(writer, times, column, () => reader.GetValue(column))))
            return;
        var value = Read(reader, column, () => reader.GetValue(column));
        // What a function returns that returns nothing is null and no DBNull.
        if (value is null or DBNull)
            writer.WriteNullValue();
        else if (reader is NpgsqlDataReader postgres && PostgresValues.TryWrite(writer, postgres, column, value))
            return;
        else if (IsWritable(value.GetType()))
            WriteValue(writer, value);
        else
            throw Unfit(reader, column);
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        if (value is null || IsJsons(value.GetType()))
            JsonSerializer.Serialize(writer, value, value?.GetType() ?? typeof(object), Plain);
        else if (value is Array table)
            WriteTable(writer, table, WriteValue);
        else
            writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    /// <summary>Lists in lists, as deep as the array has dimensions.</summary>
    public static void WriteTable(Utf8JsonWriter writer, Array table, Action<Utf8JsonWriter, object?> write) => WriteTable(writer, table, write, new int[table.Rank], 0);

    private static void WriteTable(Utf8JsonWriter writer, Array table, Action<Utf8JsonWriter, object?> write, int[] at, int dimension)
    {
        if (dimension == table.Rank)
        {
            write(writer, table.GetValue(at));
            return;
        }

        writer.WriteStartArray();
        for (at[dimension] = table.GetLowerBound(dimension); at[dimension] <= table.GetUpperBound(dimension); at[dimension]++)
            WriteTable(writer, table, write, at, dimension + 1);
        writer.WriteEndArray();
    }

    /// <summary>Databases have values that .NET has no type for, such as a number of 40 digits or a time of the year 20000.</summary>
    private static T Read<T>(DbDataReader reader, int column, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or NotSupportedException or FormatException or ArgumentException)
        {
            throw Unfit(reader, column, e);
        }
    }

    private static NodeConfigurationException Unfit(DbDataReader reader, int column, Exception? e = null) => new(
        "bad_data", $"The column {reader.GetName(column)} has a value of the type {reader.GetDataTypeName(column)} that {Unreadable(reader.GetDataTypeName(column), e)}. Make it a text in the statement: cast({reader.GetName(column)} as text).", e);

    /// <summary>What drivers say of it names types of .NET.</summary>
    private static string Unreadable(string type, Exception? e) =>
        type.StartsWith("numeric", StringComparison.Ordinal) ? $"is no finite number of at most {DecimalDigits} digits"
        : (type.StartsWith("date", StringComparison.Ordinal) || type.StartsWith("timestamp", StringComparison.Ordinal)) && e is not null ? "is not within the years 1 to 9999"
        : "has no form in JSON";

    /// <summary>What is made of other values has no text of its own but the name of its .NET type: composite values, ranges of times, lists of ranges.</summary>
    private static bool IsWritable(Type type) => IsJsons(type)
        || (type.IsArray ? IsWritable(type.GetElementType()!) : type != typeof(object) && (!type.IsGenericType || type.GetGenericArguments()[0] is var of && (of == typeof(int) || of == typeof(long) || of == typeof(decimal))));

    /// <summary>Has a form in JSON; addresses, points and the like of a database's own become text.</summary>
    private static bool IsJsons(Type type) =>
        type.IsPrimitive || type.IsSZArray && IsJsons(type.GetElementType()!) || Nullable.GetUnderlyingType(type) is { } inner && IsJsons(inner)
        || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid) || type == typeof(DateTime) || type == typeof(DateTimeOffset)
        || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan);
}
