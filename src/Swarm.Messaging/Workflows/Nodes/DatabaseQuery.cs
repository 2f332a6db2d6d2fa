using System.Buffers;
using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Breakers;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// A prepared statement on one of the host's databases. Values come in as <c>parameters</c> only, never in the text. Result:
/// <c>{rows: [{column: value}], affected}</c>.
/// </summary>
internal sealed class DatabaseQuery(NodeDatabases databases) : INodeType
{
    private const int MostRows = 100_000;

    private readonly PostgresTypes types = new();

    public string Name => NodeTypes.DatabaseQuery;

    public void Check(NodeFields configuration)
    {
        if (configuration.Text("database", required: true) is { } name && !databases.Names.Contains(name))
            configuration.Refuse("database", $"A database of Workflows:Databases, which has {(databases.Names.Any() ? string.Join(", ", databases.Names.Order(StringComparer.Ordinal)) : "none")}.");
        if (configuration.IsReference("sql"))
            configuration.Refuse("sql", "A text of the workflow itself: values of the run go into parameters.");
        CheckParameters(configuration, configuration.Text("sql", required: true), configuration.Text("database"), configuration.Object("parameters"));
        configuration.Whole("maxRows", 1, MostRows);
    }

    public string? Destination(JsonElement configuration) => HttpRequest.Text(configuration, "database");

    public async Task<ExecutionOutcome> RunAsync(NodeExecution execution, CancellationToken cancellation)
    {
        var configuration = execution.Configuration;
        var name = configuration.GetProperty("database").GetString()!;
        var database = databases.Find(name) ?? throw new NodeConfigurationException("unknown_database", $"This host has no database {name}; add it to Workflows:Databases.");
        var call = new DatabaseCall();
        try
        {
            return new ExecutionOutcome.Succeeded(await database.WithConnectionAsync(
                (connection, stop) => call.RunAsync(connection, () => AskAsync(connection, execution, call, stop)), cancellation, () => call.IsCommitting).ConfigureAwait(false));
        }
        catch (TimeoutException e) when (!cancellation.IsCancellationRequested)
        {
            // They are this host's, and what takes them may be slow by itself.
            return new ExecutionOutcome.Failed("timeout", $"{e.Message}: all connections to {name} are taken.") { BlamesDestination = false };
        }
        catch (Exception e) when (call.MayBeKept(e, cancellation.IsCancellationRequested))
        {
            var failed = cancellation.IsCancellationRequested ? null : (DbException)e;
            var told = UnknownOutcome.Text(name, failed is null ? null : DatabaseErrors.Text(failed), configuration.GetProperty("sql").GetString()!, databases.IsSqlite(name), call.Keeps);
            return new ExecutionOutcome.Failed(UnknownOutcome.Type, told, null, Retryable: false)
            {
                BlamesDestination = failed is null ? !call.IsAnswered : await BlamesAsync(database, failed, cancellation).ConfigureAwait(false),
            };
        }
        catch (NodeConfigurationException e) when (call.Keeps != Keeping.Nothing)
        {
            throw new NodeConfigurationException(e.Type, $"{UnknownOutcome.Sentence(e.Message)} {UnknownOutcome.Stays}", e);
        }
        catch (Exception e) when (e is not AnsweredStopException && cancellation.IsCancellationRequested && (call.IsAnswered || e is not OperationCanceledException))
        {
            throw call.IsAnswered ? new AnsweredStopException($"{name}: {e.Message}", e, cancellation) : new OperationCanceledException($"{name}: {e.Message}", e, cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidTransactionTermination && call.Keeps != Keeping.Parts)
        {
            throw new NodeConfigurationException("bad_configuration", $"configuration.sql: {e.MessageText}. A procedure or a block ends the node's transaction, which would keep a part of the text when the rest fails: leave its commit out, or call the procedure in a node of its own.");
        }
        catch (DbException e)
        {
            var text = DatabaseErrors.Text(e);
            return new ExecutionOutcome.Failed("database_error", $"{name}: {(call.Keeps == Keeping.Parts ? $"{UnknownOutcome.Sentence(text)} {UnknownOutcome.Stays}" : text)}", null, DatabaseErrors.IsPassing(e))
            {
                BlamesDestination = !call.IsConnected || await BlamesAsync(database, e, cancellation).ConfigureAwait(false),
            };
        }
    }

    private static async Task<bool> BlamesAsync(NodeDatabase database, DbException e, CancellationToken cancellation) =>
        DatabaseErrors.IsOfServer(e) && !(DatabaseErrors.IsLostConnection(e) && await database.ConnectsAnewAsync(cancellation).ConfigureAwait(false));

    private void CheckParameters(NodeFields configuration, string? sql, string? database, JsonElement? parameters)
    {
        if (sql is null)
            return;
        if (SqlText.Of(sql, IsSqlite(database)).Heads.Count == 0)
            configuration.Refuse("sql", "At least one statement; this has nothing but white space, comments and semicolons.");
        if (database is not null && databases.Names.Contains(database) && Fault(sql, IsSqlite(database)) is { } fault)
            configuration.Refuse("sql", fault);
        var given = Names(parameters);
        foreach (var name in SqlParameters.Needless(sql, given))
            configuration.Refuse("parameters", $"Values of parameters that the statement names; it does not name @{PayloadRules.Cut(name)}.");
        // A reference brings its names with the run.
        // And which marks a text has depends on its database, which the run may name.
        if (database is not null && !configuration.IsReference("parameters") && SqlParameters.Missing(sql, IsSqlite(database), given) is { } rule)
            configuration.Refuse("parameters", rule);
    }

    private bool IsSqlite(string? database) => database is not null && databases.IsSqlite(database);

    private static IReadOnlyList<string> Names(JsonElement? parameters) => [.. parameters?.EnumerateObject().Select(p => p.Name) ?? []];

    private static string? Fault(string sql, bool isSqlite) => isSqlite ? SqliteTransaction.Fault(sql) : PostgresTransaction.Fault(sql) ?? PostgresCopy.Fault(sql);

    /// <summary>
    /// A type that was made since the host connected is learnt, and the statement executed again where nothing of the first time was kept; so is one whose table was altered
    /// since this connection prepared it, which is refused before anything is done.
    /// </summary>
    private async Task<ReadOnlyMemory<byte>> AskAsync(DbConnection connection, NodeExecution execution, DatabaseCall call, CancellationToken cancellation)
    {
        var sql = execution.Configuration.GetProperty("sql").GetString()!;
        for (var again = false; ; again = true)
        {
            try
            {
                return await AskOnceAsync(connection, execution, call, cancellation).ConfigureAwait(false);
            }
            catch (PostgresException e) when (!again && DatabaseErrors.IsStalePlan(e) && IsPrepared(connection, sql))
            {
                types.Forget((NpgsqlConnection)connection, sql);
            }
            catch (UnknownTypeException e)
            {
                types.Forget((NpgsqlConnection)connection, sql);
                await PostgresTypes.LearnAsync((NpgsqlConnection)connection, cancellation).ConfigureAwait(false);
                if (again || !e.IsUndone)
                    throw await PostgresTypes.EndAsync((NpgsqlConnection)connection, e, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> AskOnceAsync(DbConnection connection, NodeExecution execution, DatabaseCall call, CancellationToken cancellation)
    {
        call.Begin();
        var configuration = execution.Configuration;
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            // The node's own time ends it, not the driver's.
            command.CommandTimeout = (int)Math.Clamp(Math.Ceiling(execution.Timeout.TotalSeconds) + 1, 1, int.MaxValue / 1_000);
            command.CommandText = configuration.GetProperty("sql").GetString()!;
            foreach (var value in configuration.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object ? parameters.EnumerateObject().ToArray() : [])
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (value.Name, DatabaseValues.Of(value.Value, exact: connection is NpgsqlConnection));
                command.Parameters.Add(parameter);
            }

            if (SqlParameters.Missing(command.CommandText, connection is SqliteConnection, command.Parameters.Cast<DbParameter>().Select(p => p.ParameterName)) is { } rule)
                throw new NodeConfigurationException("bad_parameter", rule);
            if (Fault(command.CommandText, connection is SqliteConnection) is { } fault)
                throw new NodeConfigurationException("bad_configuration", $"configuration.sql: {fault}");
            var left = LeftBehind.Of(connection, command.CommandText);
            await using (left.ConfigureAwait(false))
            {
                var isWhole = await SqliteTransaction.BeginAsync(command, cancellation).ConfigureAwait(false);
                var isPrepared = IsPrepared(connection, command.CommandText);
                var postgres = connection is NpgsqlConnection ? PostgresTransaction.Of(command.CommandText) : null;
                command.CommandText = postgres?.Body ?? command.CommandText;
                if (isPrepared)
                {
                    await command.PrepareAsync(cancellation).ConfigureAwait(false);
                    await types.KnowAsync(command, cancellation).ConfigureAwait(false);
                }

                if (postgres is not null)
                    await postgres.BeginAsync(command, cancellation).ConfigureAwait(false);
                using var lite = SqliteChanges.Of(connection, call, cancellation);
                using var rest = SqliteRest.Of(connection);
                var reader = await (postgres?.ExecuteAsync(command, call, cancellation) ?? command.ExecuteReaderAsync(cancellation)).ConfigureAwait(false);
                UnknownColumn? unknown;
                ReadOnlyMemory<byte> result = default;
                await using (reader.ConfigureAwait(false))
                {
                    unknown = PostgresTypes.Unknown(reader);
                    var most = configuration.TryGetProperty("maxRows", out var limit) ? limit.GetInt32() : MostRows;
                    if (unknown is null)
                        result = await ReadAsync(reader, most, lite, rest, cancellation).ConfigureAwait(false);
                }

                // It was answered, and whatever ends the node from here on undoes nothing.
                if (postgres is { Keeps: not Keeping.Nothing })
                    call.Keeps = Keeping.Parts;

                if (unknown is not null)
                {
                    if (postgres!.IsOpen)
                        await PostgresTransaction.RollbackAsync(command, cancellation).ConfigureAwait(false);
                    throw new UnknownTypeException(unknown, isUndone: postgres.IsOpen);
                }

                if (isWhole)
                    await SqliteTransaction.CommitAsync(command, cancellation).ConfigureAwait(false);
                if (postgres is not null)
                    await postgres.CommitAsync(command, call, cancellation).ConfigureAwait(false);
                // What is committed is done, whatever ends the node's time by now.
                await left.CheckAsync(postgres is { IsOpen: true } ? CancellationToken.None : cancellation).ConfigureAwait(false);
                return result;
            }
        }
    }

    /// <summary>One statement alone: of several a later one may need what an earlier one makes. SQLite's driver prepares each as its turn comes.</summary>
    private static bool IsPrepared(DbConnection connection, string sql) =>
        connection is not SqliteConnection && !sql.AsSpan().TrimEnd("; \t\r\n").Contains(';');

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(DbDataReader reader, int most, SqliteChanges? lite, SqliteRest? rest, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(reader, most, lite, cancellation).ConfigureAwait(false);
        }
        catch
        {
            rest?.Skip();
            throw;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(DbDataReader reader, int most, SqliteChanges? lite, CancellationToken cancellation)
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
            await SqliteChanges.EndAsync(reader, cancellation).ConfigureAwait(false);
            // What comes after the rows is done only when it is asked for, and its errors are told only then.
            while (await reader.NextResultAsync(cancellation).ConfigureAwait(false))
                await SqliteChanges.EndAsync(reader, cancellation).ConfigureAwait(false);

            await reader.CloseAsync().ConfigureAwait(false);
            writer.WriteNumber("affected", lite?.Count ?? Math.Max(0, reader.RecordsAffected));
            writer.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    /// <summary>What is too large is known to be so long before the last row is read.</summary>
    private static void Write(Utf8JsonWriter writer, DbDataReader reader, int column)
    {
        DatabaseValues.Write(writer, reader, column);
        if (writer.BytesCommitted + writer.BytesPending > TaskOptions.MaxPayloadBytes)
            throw new NodeConfigurationException("result_too_large", $"The rows have more than {TaskOptions.MaxPayloadBytes} bytes as JSON, and no more are read. Ask for fewer rows or columns, or set maxRows.");
    }
}
