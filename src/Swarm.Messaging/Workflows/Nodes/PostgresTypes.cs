using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using BitFaster.Caching.Lru;
using Npgsql;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// The driver learns a database's types when it first connects: enumerations and composites that are made later are unknown to it. Before a statement is executed for the first time it
/// is described; what is unknown then, is learnt.
/// </summary>
internal sealed class PostgresTypes
{
    private readonly ConcurrentLru<string, bool> described = new(4_096);

    /// <summary>Of a prepared command. Nothing has been executed yet, so that nothing is done twice.</summary>
    public async Task KnowAsync(DbCommand command, CancellationToken cancellation)
    {
        if (command.Connection is not NpgsqlConnection connection)
            return;
        var key = Key(connection, command.CommandText);
        if (described.TryGet(key, out _))
            return;
        if (await UnknownAsync(command, cancellation).ConfigureAwait(false) is not null)
        {
            await LearnAsync(connection, cancellation).ConfigureAwait(false);
            await command.PrepareAsync(cancellation).ConfigureAwait(false);
            if (await UnknownAsync(command, cancellation).ConfigureAwait(false) is { } unknown && await NameAsync(connection, unknown, cancellation).ConfigureAwait(false) is { } name)
                throw Unreadable(unknown, name, isKept: false);
        }

        described.AddOrUpdate(key, true);
    }

    /// <summary>What it returns has changed: it is prepared and described anew.</summary>
    public void Forget(NpgsqlConnection connection, string sql)
    {
        connection.UnprepareAll();
        described.TryRemove(Key(connection, sql));
    }

    /// <summary>What was prepared goes by what was known then, and is prepared anew.</summary>
    public static async Task LearnAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        connection.UnprepareAll();
        await connection.ReloadTypesAsync(cancellation).ConfigureAwait(false);
    }

    /// <returns>The first column of an unknown type; null: all are known.</returns>
    public static UnknownColumn? Unknown(DbDataReader reader)
    {
        if (reader is NpgsqlDataReader postgres)
        {
            for (var column = 0; column < postgres.FieldCount; column++)
            {
                if (postgres.GetPostgresType(column).OID == 0)
                    return new(postgres.GetName(column), postgres.GetDataTypeOID(column));
            }
        }

        return null;
    }

    /// <summary>How it ends that a value could not be read, nor would be by another execution in this attempt. The types have been learnt anew.</summary>
    public static async Task<NodeConfigurationException> EndAsync(NpgsqlConnection connection, UnknownTypeException e, CancellationToken cancellation) =>
        await NameAsync(connection, e.Column, cancellation).ConfigureAwait(false) is { } name && !await IsKnownAsync(connection, name, cancellation).ConfigureAwait(false)
            ? Unreadable(e.Column, name, isKept: !e.IsUndone) : new NodeConfigurationException("unknown_type", e.Rule, e);

    private static NodeConfigurationException Unreadable(UnknownColumn column, string type, bool isKept) => new(
        "bad_data", $"The column {column.Name} has a value of the type {type} that has no form in JSON{(isKept ? "; the statement was executed, and what it changed is kept" : "")}. Make it a text in the statement: cast({column.Name} as text).");

    /// <returns>Null when there is no such type, any more.</returns>
    private static async Task<string?> NameAsync(NpgsqlConnection connection, UnknownColumn column, CancellationToken cancellation)
    {
        var ask = new NpgsqlCommand("select format_type(oid, null) from pg_catalog.pg_type where oid = $1::bigint::oid", connection) { Parameters = { new() { Value = (long)column.Type } } };
        await using (ask.ConfigureAwait(false))
            return await ask.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as string;
    }

    /// <summary>Types of tables and those that stand for any other are not among what the driver learns.</summary>
    private static async Task<bool> IsKnownAsync(NpgsqlConnection connection, string type, CancellationToken cancellation)
    {
        var ask = new NpgsqlCommand($"select null::{type}", connection);
        await using (ask.ConfigureAwait(false))
        {
            try
            {
                return await UnknownAsync(ask, cancellation).ConfigureAwait(false) is null;
            }
            catch (PostgresException)
            {
                return false;
            }
        }
    }

    /// <summary>Nothing is executed.</summary>
    private static async Task<UnknownColumn?> UnknownAsync(DbCommand command, CancellationToken cancellation)
    {
        var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
            return Unknown(reader);
    }

    private static string Key(NpgsqlConnection connection, string sql) =>
        $"{connection.Host}:{connection.Port}/{connection.Database}/{connection.UserName}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))}";
}

/// <param name="Name">As the statement calls it.</param>
/// <param name="Type">By its number.</param>
internal sealed record UnknownColumn(string Name, uint Type);

/// <summary>A statement returned a type that the driver has not heard of. It has been executed.</summary>
/// <param name="column">Of that type.</param>
/// <param name="isUndone">Nothing of it was kept.</param>
internal sealed class UnknownTypeException(UnknownColumn column, bool isUndone) : Exception($"The type of the column {column.Name} is unknown.")
{
    public UnknownColumn Column => column;

    public bool IsUndone => isUndone;

    /// <summary>What it is told to whoever wrote the statement, when it is not executed again.</summary>
    public string Rule => isUndone
        ? $"The column {column.Name} has a type that the statements make themselves: its value could not be read, and all of them were undone. Make the type in a node before this one, or make the value a text in the statement, cast({column.Name} as text)."
        : $"The column {column.Name} has a type that was made since this host connected to the database, and its value could not be read; the statement was executed, and what it changed is kept. The host knows the type now: run the node again if it may be done twice, or make the value a text in the statement, cast({column.Name} as text).";
}
