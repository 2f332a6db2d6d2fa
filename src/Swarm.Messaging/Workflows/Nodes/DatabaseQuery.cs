using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// A prepared statement on one of the host's databases. Values come in as <c>parameters</c> only, never in the text. Result:
/// <c>{rows: [{column: value}], affected}</c>.
/// </summary>
internal sealed class DatabaseQuery(NodeDatabases databases) : INodeType
{
    private const int MostRows = 100_000;
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    /// <summary>JSON has no numbers for what is not finite.</summary>
    private static readonly JsonSerializerOptions Plain = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public string Name => NodeTypes.DatabaseQuery;

    public void Check(NodeFields configuration)
    {
        if (configuration.Text("database", required: true) is { } name && !databases.Names.Contains(name))
            configuration.Refuse("database", $"A database of Workflows:Databases, which has {(databases.Names.Any() ? string.Join(", ", databases.Names.Order(StringComparer.Ordinal)) : "none")}.");
        if (configuration.IsReference("sql"))
            configuration.Refuse("sql", "A text of the workflow itself: values of the run go into parameters.");
        configuration.Text("sql", required: true);
        configuration.Object("parameters");
        configuration.Whole("maxRows", 1, MostRows);
    }

    public string? Destination(JsonElement configuration) => HttpRequest.Text(configuration, "database");

    public async Task<ExecutionOutcome> RunAsync(NodeExecution execution, CancellationToken cancellation)
    {
        var configuration = execution.Configuration;
        var name = configuration.GetProperty("database").GetString()!;
        var database = databases.Find(name) ?? throw new NodeConfigurationException("unknown_database", $"This host has no database {name}; add it to Workflows:Databases.");
        try
        {
            return new ExecutionOutcome.Succeeded(
                await database.WithConnectionAsync((connection, stop) => AskAsync(connection, execution, stop), cancellation).ConfigureAwait(false));
        }
        catch (TimeoutException e) when (!cancellation.IsCancellationRequested)
        {
            return new ExecutionOutcome.Failed("timeout", $"{e.Message}: all connections to {name} are taken.");
        }
        catch (Exception e) when (e is not OperationCanceledException && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException($"{name}: {e.Message}", e, cancellation);
        }
        catch (DbException e)
        {
            return new ExecutionOutcome.Failed("database_error", $"{name}: {e.Message}", null, IsPassing(e));
        }
    }

    private static async Task<ReadOnlyMemory<byte>> AskAsync(DbConnection connection, NodeExecution execution, CancellationToken cancellation)
    {
        var configuration = execution.Configuration;
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            // The node's own time ends it, not the driver's.
            command.CommandTimeout = (int)Math.Clamp(Math.Ceiling(execution.Timeout.TotalSeconds) + 1, 1, int.MaxValue / 1_000);
            command.CommandText = configuration.GetProperty("sql").GetString()!;
            foreach (var value in configuration.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateObject().ToArray() : [])
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (value.Name, Value(value.Value));
                command.Parameters.Add(parameter);
            }

            await command.PrepareAsync(cancellation).ConfigureAwait(false);
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
                return await ReadAsync(reader, configuration.TryGetProperty("maxRows", out var most) ? most.GetInt32() : MostRows, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(DbDataReader reader, int most, CancellationToken cancellation)
    {
        var twice = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
            throw new NodeConfigurationException("bad_data", $"{twice.Count()} columns are called {twice.Key}, and a row has one field of a name: name them apart with AS.");
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("rows");
            for (var row = 0; row < most && await reader.ReadAsync(cancellation).ConfigureAwait(false); row++)
            {
                writer.WriteStartObject();
                for (var column = 0; column < reader.FieldCount; column++)
                    Write(writer, reader, column);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNumber("affected", Math.Max(0, reader.RecordsAffected));
            writer.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, DbDataReader reader, int column)
    {
        writer.WritePropertyName(reader.GetName(column));
        var value = Read(reader, column);
        if (value is DBNull)
            writer.WriteNullValue();
        else if (value is string document && reader is NpgsqlDataReader && reader.GetDataTypeName(column) is "json" or "jsonb")
            writer.WriteRawValue(document, skipInputValidation: true); // The server has validated it; how deep a result may be is judged of the whole.
        else
            WriteValue(writer, value);
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        if (value is Array { Rank: > 1 } table)
            WriteTable(writer, table, new int[table.Rank], 0);
        else if (value is null || IsJsons(value.GetType()))
            JsonSerializer.Serialize(writer, value, value?.GetType() ?? typeof(object), Plain);
        else
            writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    /// <summary>Lists in lists, as deep as the array has dimensions.</summary>
    private static void WriteTable(Utf8JsonWriter writer, Array table, int[] at, int dimension)
    {
        if (dimension == table.Rank)
        {
            WriteValue(writer, table.GetValue(at));
            return;
        }

        writer.WriteStartArray();
        for (at[dimension] = table.GetLowerBound(dimension); at[dimension] <= table.GetUpperBound(dimension); at[dimension]++)
            WriteTable(writer, table, at, dimension + 1);
        writer.WriteEndArray();
    }

    /// <summary>Databases have values that .NET has no type for, such as a number of 40 digits or an interval of months.</summary>
    private static object Read(DbDataReader reader, int column)
    {
        try
        {
            return reader.GetValue(column);
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or NotSupportedException or FormatException)
        {
            throw new NodeConfigurationException(
                "bad_data", $"The column {reader.GetName(column)} has a value of the type {reader.GetDataTypeName(column)} that cannot be read: {e.Message} Make it a text in the statement, as {reader.GetName(column)}::text.", e);
        }
    }

    /// <summary>Has a form in JSON; addresses, points and the like of a database's own become text.</summary>
    private static bool IsJsons(Type type) =>
        type.IsPrimitive || type.IsSZArray && IsJsons(type.GetElementType()!) || Nullable.GetUnderlyingType(type) is { } inner && IsJsons(inner)
        || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid) || type == typeof(DateTime) || type == typeof(DateTimeOffset)
        || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan);

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : Finite(value),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => DBNull.Value,
        _ => value.GetRawText(),
    };

    private static double Finite(JsonElement value) => value.GetDouble() is var number && double.IsFinite(number)
        ? number
        : throw new NodeConfigurationException("bad_parameter", $"The number {PayloadRules.Show(value)} is beyond what a database takes; give it as a text.");

    private static bool IsPassing(DbException e) =>
        e.IsTransient || e is SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked } || TransientErrors.Is(TransientErrors.Code(e), e.Message);
}
