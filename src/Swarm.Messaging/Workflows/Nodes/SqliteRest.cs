using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// What a text has after the statement that failed, or whose result was judged bad. The driver executes it when its reader is closed; skipped, it is refused there, and what the
/// text's open transaction has done is undone.
/// </summary>
internal sealed class SqliteRest : IDisposable
{
    private readonly sqlite3 handle;
    private bool isSkipped;

    private SqliteRest(sqlite3 handle) => this.handle = handle;

    /// <returns>Null for other databases.</returns>
    public static SqliteRest? Of(DbConnection connection) => connection is SqliteConnection { Handle: { } handle } ? new(handle) : null;

    /// <summary>From now on until this is disposed of, no statement of the connection is prepared. Not by the handler that <see cref="SqliteStop"/> sets, from another thread.</summary>
    public void Skip()
    {
        isSkipped = true;
        if (raw.sqlite3_get_autocommit(handle) == 0)
            raw.sqlite3_exec(handle, "rollback");
        raw.sqlite3_set_authorizer(handle, static (object _, int _, string _, string _, string _, string _) => raw.SQLITE_DENY, null);
    }

    public void Dispose()
    {
        if (isSkipped)
            raw.sqlite3_set_authorizer(handle, (strdelegate_authorizer?)null, null);
    }
}
