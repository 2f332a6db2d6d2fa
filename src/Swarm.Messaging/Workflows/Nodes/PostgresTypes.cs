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
        if (await HasUnknownAsync(command, cancellation).ConfigureAwait(false))
        {
            await LearnAsync(connection, cancellation).ConfigureAwait(false);
            await command.PrepareAsync(cancellation).ConfigureAwait(false);
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
    public static string? Unknown(DbDataReader reader)
    {
        if (reader is NpgsqlDataReader postgres)
        {
            for (var column = 0; column < postgres.FieldCount; column++)
            {
                if (postgres.GetPostgresType(column).OID == 0)
                    return postgres.GetName(column);
            }
        }

        return null;
    }

    private static async Task<bool> HasUnknownAsync(DbCommand command, CancellationToken cancellation)
    {
        var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
            return Unknown(reader) is not null;
    }

    private static string Key(NpgsqlConnection connection, string sql) =>
        $"{connection.Host}:{connection.Port}/{connection.Database}/{connection.UserName}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))}";
}

/// <summary>A statement returned a type that the driver has not heard of. It has been executed.</summary>
/// <param name="column">Of that type.</param>
/// <param name="isUndone">Nothing of it was kept.</param>
internal sealed class UnknownTypeException(string column, bool isUndone) : Exception($"The type of the column {column} is unknown.")
{
    public bool IsUndone => isUndone;

    /// <summary>What it is told to whoever wrote the statement, when it is not executed again.</summary>
    public string Rule => isUndone
        ? $"The column {column} has a type that the statements make themselves: its value could not be read, and all of them were undone. Make the type in a node before this one, or make the value a text in the statement, cast({column} as text)."
        : $"The column {column} has a type that was made since this host connected to the database, and its value could not be read; the statement was executed, and what it changed is kept. The host knows the type now: run the node again if it may be done twice, or make the value a text in the statement, cast({column} as text).";
}
