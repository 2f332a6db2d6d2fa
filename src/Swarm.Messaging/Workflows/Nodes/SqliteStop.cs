using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// Ends what a SQLite connection does, which the driver itself has no way for: what runs is interrupted, and whoever waits for a lock stops
/// waiting. What got it too late <see cref="SqliteChanges"/> does not let commit.
/// </summary>
internal sealed class SqliteStop : IDisposable
{
    private readonly sqlite3 handle;
    private readonly CancellationTokenRegistration registration;

    private SqliteStop(sqlite3 handle, CancellationToken stop)
    {
        this.handle = handle;
        registration = stop.Register(Interrupt);
    }

    /// <returns>Null for other databases.</returns>
    public static SqliteStop? Of(DbConnection connection, CancellationToken stop) =>
        connection is SqliteConnection { Handle: { } handle } ? new(handle, stop) : null;

    /// <summary>The connection goes back to its pool as it was.</summary>
    public void Dispose()
    {
        registration.Dispose();
        raw.sqlite3_progress_handler(handle, 0, null, null);
    }

    private void Interrupt()
    {
        raw.sqlite3_interrupt(handle);
        // The driver waits for a lock by trying again and again: each further try ends at its first step.
        raw.sqlite3_progress_handler(handle, 1, static _ => 1, null);
    }
}
