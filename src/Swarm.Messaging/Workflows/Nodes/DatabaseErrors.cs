using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// Which failures of a statement may be gone by the next attempt. What a database answers has a code, and the code alone counts: its text quotes the statement,
/// whose tables may well be called network or timeout. Pure.
/// </summary>
internal static class DatabaseErrors
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    /// <summary>Beside those that the driver knows: cancelled by the server's own time, the server or the connection was shut down, idle for too long.</summary>
    private static readonly string[] PostgresStates = ["57014", "57P01", "57P02", "57P05", "25P03"];

    public static bool IsPassing(DbException e) => e switch
    {
        SqliteException lite => lite.SqliteErrorCode is SqliteBusy or SqliteLocked,
        { SqlState: { Length: > 0 } state } => e.IsTransient || PostgresStates.Contains(state, StringComparer.Ordinal),
        _ => e.IsTransient || TransientErrors.Is(TransientErrors.Code(e), e.Message),
    };
}
