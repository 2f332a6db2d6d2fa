using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// How many rows a text's own statements inserted, updated and deleted, as PostgreSQL counts them: not those of triggers and foreign keys, and those of a savepoint that was rolled
/// back too. The driver adds up what SQLite says after each statement, which of one that changes no rows is what the last one did, on whichever node's behalf.
/// And what is kept of them: each commit is seen before it is done, told to the call, and refused when the node was told to stop.
/// </summary>
internal sealed class SqliteChanges : IDisposable
{
    private readonly sqlite3 handle;
    private readonly DatabaseCall call;
    private bool isKept;
    private int all;

    private SqliteChanges(sqlite3 handle, DatabaseCall call, CancellationToken stop)
    {
        (this.handle, this.call) = (handle, call);
        all = raw.sqlite3_total_changes(handle);
        raw.sqlite3_profile(handle, (delegate_profile)((_, _, _) => Look()), null);
        raw.sqlite3_commit_hook(handle, _ => Commits(stop) ? 0 : 1, null);
    }

    public long Count { get; private set; }

    /// <returns>Null for other databases.</returns>
    public static SqliteChanges? Of(DbConnection connection, DatabaseCall call, CancellationToken stop) =>
        connection is SqliteConnection { Handle: { } handle } ? new(handle, call, stop) : null;

    /// <summary>What writes and returns rows has ended, and is counted, when its last row was read.</summary>
    public static async Task EndAsync(DbDataReader reader, CancellationToken cancellation)
    {
        if (reader is not SqliteDataReader { Handle: { } statement } || raw.sqlite3_stmt_readonly(statement) != 0)
            return;
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
        }
    }

    public void Dispose()
    {
        raw.sqlite3_profile(handle, (delegate_profile?)null, null);
        raw.sqlite3_commit_hook(handle, null, null);
    }

    /// <summary>SQLite asks so of transactions that wrote something. It may be kept from here on, whether or not anybody hears of it.</summary>
    private bool Commits(CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return false;
        call.Keeps = Keeping.Parts;
        return true;
    }

    /// <summary>After each statement. The total grows by what triggers do too, and only when something was changed.</summary>
    private void Look()
    {
        // A commit that met a lock has left its transaction open.
        isKept |= call.Keeps == Keeping.Parts && raw.sqlite3_get_autocommit(handle) != 0;
        call.Keeps = isKept ? Keeping.Parts : Keeping.Nothing;
        var now = raw.sqlite3_total_changes(handle);
        if (now != all)
            Count += raw.sqlite3_changes(handle);
        all = now;
    }
}
