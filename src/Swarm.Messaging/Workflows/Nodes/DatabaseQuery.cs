using System.Buffers;
using System.Data.Common;
using System.Text.Json;
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
    private static readonly char[] Marks = ['@', ':', '$'];

    public string Name => NodeTypes.DatabaseQuery;

    public void Check(NodeFields configuration)
    {
        if (configuration.Text("database", required: true) is { } name && !databases.Names.Contains(name))
            configuration.Refuse("database", $"A database of Workflows:Databases, which has {(databases.Names.Any() ? string.Join(", ", databases.Names.Order(StringComparer.Ordinal)) : "none")}.");
        if (configuration.IsReference("sql"))
            configuration.Refuse("sql", "A text of the workflow itself: values of the run go into parameters.");
        CheckParameters(configuration, configuration.Text("sql", required: true), configuration.Object("parameters"));
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
            return new ExecutionOutcome.Failed("database_error", $"{name}: {e.Message}", null, DatabaseErrors.IsPassing(e));
        }
    }

    /// <summary>One that the statement does not name is misspelt there or here.</summary>
    private static void CheckParameters(NodeFields configuration, string? sql, JsonElement? parameters)
    {
        if (sql is null)
            return;
        if (string.IsNullOrWhiteSpace(sql))
            configuration.Refuse("sql", "A statement; this has nothing but white space.");
        foreach (var name in parameters?.EnumerateObject().Select(p => p.Name.TrimStart(Marks)) ?? [])
        {
            if (!Array.Exists(Marks, mark => sql.Contains(mark + name, StringComparison.Ordinal)))
                configuration.Refuse("parameters", $"Values of parameters that the statement names; it does not name @{PayloadRules.Cut(name)}.");
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
                (parameter.ParameterName, parameter.Value) = (value.Name, DatabaseValues.Of(value.Value, exact: connection is NpgsqlConnection));
                command.Parameters.Add(parameter);
            }

            var left = LeftBehind.Of(connection, command.CommandText);
            await using (left.ConfigureAwait(false))
            {
                if (IsPrepared(connection, command.CommandText))
                    await command.PrepareAsync(cancellation).ConfigureAwait(false);
                var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                ReadOnlyMemory<byte> result;
                await using (reader.ConfigureAwait(false))
                    result = await ReadAsync(reader, configuration.TryGetProperty("maxRows", out var most) ? most.GetInt32() : MostRows, cancellation).ConfigureAwait(false);
                await left.CheckAsync(cancellation).ConfigureAwait(false);
                return result;
            }
        }
    }

    /// <summary>One statement alone: of several a later one may need what an earlier one makes. SQLite's driver prepares each as its turn comes.</summary>
    private static bool IsPrepared(DbConnection connection, string sql) =>
        connection is not SqliteConnection && !sql.AsSpan().TrimEnd("; \t\r\n").Contains(';');

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
                    DatabaseValues.Write(writer, reader, column);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            // What comes after the rows is done only when it is asked for, and its errors are told only then.
            while (await reader.NextResultAsync(cancellation).ConfigureAwait(false))
            {
            }

            await reader.CloseAsync().ConfigureAwait(false);
            writer.WriteNumber("affected", Math.Max(0, reader.RecordsAffected));
            writer.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }
}
