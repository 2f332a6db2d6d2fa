using System.Collections;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>Values of PostgreSQL for which its driver has types that say less than the server did.</summary>
internal static class PostgresValues
{
    /// <returns>False when it is written as any other.</returns>
    public static bool TryWrite(Utf8JsonWriter writer, NpgsqlDataReader reader, int column, object value)
    {
        switch (value, reader.GetDataTypeName(column))
        {
            // The server has validated it; how deep a result may be is judged of the whole.
            case (string document, "json" or "jsonb"):
                writer.WriteRawValue(document, skipInputValidation: true);
                return true;
            case (string?[] documents, "json[]" or "jsonb[]"):
                writer.WriteStartArray();
                foreach (var document in documents)
                    writer.WriteRawValue(document ?? "null", skipInputValidation: true);
                writer.WriteEndArray();
                return true;
            case (BitArray or bool, ['b', 'i', 't', ..]):
                WriteBits(writer, value);
                return true;
            case (Array list, ['b', 'i', 't', ..]):
                DatabaseValues.WriteTable(writer, list, WriteBits);
                return true;
            case (_, "inet"):
                writer.WriteStringValue(reader.GetFieldValue<NpgsqlInet>(column).ToString());
                return true;
            case (DateTimeOffset time, "time with time zone"):
                writer.WriteStringValue(time.ToString("HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture));
                return true;
            default:
                return false;
        }
    }

    /// <summary>One alone the driver takes for a truth value.</summary>
    private static void WriteBits(Utf8JsonWriter writer, object? bits)
    {
        if (bits is null)
            writer.WriteNullValue();
        else
            writer.WriteStringValue(bits is BitArray many ? string.Concat(many.Cast<bool>().Select(bit => bit ? '1' : '0')) : bits is true ? "1" : "0");
    }
}
