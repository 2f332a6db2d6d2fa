using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// How many rows a text's own statements inserted, updated and deleted, as PostgreSQL counts them: not those of triggers and foreign keys, and those of a savepoint that was rolled
/// back too. The driver adds up what SQLite says after each statement, which of one that changes no rows is what the last one did, on whichever node's behalf.
/// </summary>
internal sealed class SqliteChanges : IDisposable
{
    private readonly sqlite3 handle;
    private int all;

    private SqliteChanges(sqlite3 handle)
    {
        this.handle = handle;
        all = raw.sqlite3_total_changes(handle);
        raw.sqlite3_profile(handle, (delegate_profile)((_, _, _) => Look()), null);
    }

    public long Count { get; private set; }

    /// <returns>Null for other databases.</returns>
    public static SqliteChanges? Of(DbConnection connection) => connection is SqliteConnection { Handle: { } handle } ? new(handle) : null;

    /// <summary>What writes and returns rows has ended, and is counted, when its last row was read.</summary>
    public static async Task EndAsync(DbDataReader reader, CancellationToken cancellation)
    {
        if (reader is not SqliteDataReader { Handle: { } statement } || raw.sqlite3_stmt_readonly(statement) != 0)
            return;
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
        }
    }

    public void Dispose() => raw.sqlite3_profile(handle, (delegate_profile?)null, null);

    /// <summary>After each statement. The total grows by what triggers do too, and only when something was changed.</summary>
    private void Look()
    {
        var now = raw.sqlite3_total_changes(handle);
        if (now != all)
            Count += raw.sqlite3_changes(handle);
        all = now;
    }
}
