using System.Data;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// A node has its connection for one call: what it leaves behind there would be the next node's. A transaction that was not ended is undone and fails its node;
/// advisory locks and prepared statements of a PostgreSQL session are given back, and what the driver takes for prepared there is; a SQLite connection whose own state may have been changed (attached files, pragmas, temporary tables) is not used again.
/// </summary>
internal sealed partial class LeftBehind : IAsyncDisposable
{
    private const int UnlockSeconds = 5;

    private readonly DbConnection connection;
    private readonly bool mayBegin;
    private readonly bool mayChange;
    private readonly bool mayLock;
    private readonly bool mayPrepare;

    private LeftBehind(DbConnection connection, string sql)
    {
        this.connection = connection;
        mayBegin = Beginnings().IsMatch(sql);
        mayLock = connection is NpgsqlConnection && Locks().IsMatch(sql);
        mayPrepare = connection is NpgsqlConnection && Preparations().IsMatch(sql);
        mayChange = connection is SqliteConnection && Changes().IsMatch(sql);
    }

    public static LeftBehind Of(DbConnection connection, string sql) => new(connection, sql);

    /// <summary>Throws where the node has left a transaction open: what it has written is undone with it.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        if (await IsOpenAsync(cancellation).ConfigureAwait(false))
            throw new NodeConfigurationException("open_transaction", "The statement began a transaction and did not end it, so it was undone: a node has its connection for one call alone. Begin and commit in one text, or leave both out.");
    }

    public async ValueTask DisposeAsync()
    {
        if (mayLock && connection.State == ConnectionState.Open)
            await SayAsync("rollback", "select pg_advisory_unlock_all()").ConfigureAwait(false);
        if (mayPrepare && connection.State == ConnectionState.Open)
            await UnprepareAsync().ConfigureAwait(false);
        // PostgreSQL's driver does as much when the connection goes back to its pool.
        if (IsOpenInSqlite() && !await UndoneAsync().ConfigureAwait(false) || mayChange)
            SqliteConnection.ClearPool((SqliteConnection)connection);
    }

    private async Task<bool> IsOpenAsync(CancellationToken cancellation) =>
        IsOpenInSqlite() || mayBegin && connection is NpgsqlConnection postgres && await IsInTransactionAsync(postgres, cancellation).ConfigureAwait(false);

    private bool IsOpenInSqlite() => connection is SqliteConnection { Handle: { } handle } && raw.sqlite3_get_autocommit(handle) == 0;

    private async Task<bool> UndoneAsync()
    {
        var undo = connection.CreateCommand();
        await using (undo.ConfigureAwait(false))
        {
            undo.CommandText = "rollback";
            try
            {
                await undo.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
                return true;
            }
            catch (SqliteException)
            {
                // Interrupted, as all of a cancelled node's: the connection is closed, and that undoes it.
                return false;
            }
        }
    }

    /// <summary>Those of the text are the server's to forget; the driver's own may be gone, and are prepared anew when they are needed.</summary>
    private async Task UnprepareAsync()
    {
        await SayAsync("rollback", "deallocate all").ConfigureAwait(false);
        try
        {
            ((NpgsqlConnection)connection).UnprepareAll();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
        {
            // The connection is lost, and all that was prepared with it.
        }
    }

    /// <summary>The driver would say so to the server only when the connection is used again. A transaction that failed takes no other word than its end.</summary>
    private async Task SayAsync(params string[] words)
    {
        foreach (var word in words)
        {
            var command = connection.CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                (command.CommandText, command.CommandTimeout) = (word, UnlockSeconds);
                try
                {
                    await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
                }
                catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
                {
                    // The connection is lost, and what it had with it.
                    return;
                }
            }
        }
    }

    /// <summary>The driver says so only by its refusal of a second one; the first word to the server would come with the next statement.</summary>
    private static async Task<bool> IsInTransactionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            var second = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await second.DisposeAsync().ConfigureAwait(false);
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    [GeneratedRegex(@"\b(begin|start\s+transaction)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Beginnings();

    [GeneratedRegex("advisory", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Locks();

    [GeneratedRegex(@"\b(prepare|deallocate|discard)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Preparations();

    [GeneratedRegex(@"\b(attach|detach|pragma|temp|temporary)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Changes();
}
