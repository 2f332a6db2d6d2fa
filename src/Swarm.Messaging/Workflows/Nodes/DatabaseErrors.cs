using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// Which failures of a statement may be gone by the next attempt, and which are its database's. What a database answers has a code, and the code alone counts: its
/// text quotes the statement, whose tables may well be called network or timeout. Pure.
/// </summary>
internal static class DatabaseErrors
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    /// <summary>Beside those that the driver knows: cancelled by the server's own time, the server or the connection was shut down, idle for too long.</summary>
    private static readonly string[] PostgresStates = ["57014", "57P01", "57P02", "57P05", "25P03"];

    /// <summary>It is being shut down, or starts up; its own system failed it. Beside classes: a connection is gone, or it lacks room or places.</summary>
    private static readonly string[] ServerStates = ["57P01", "57P02", "57P03"];

    private static readonly string[] ServerClasses = ["08", "53", "58"];

    /// <summary>
    /// Whether what failed a statement on a connection would fail any other: locks, contention and limits of time are the statement's, whichever table they are about.
    /// What keeps a connection from being opened always is the database's.
    /// </summary>
    public static bool IsOfServer(DbException e) => e switch
    {
        SqliteException => false,
        { SqlState: PostgresErrorCodes.ConfigurationLimitExceeded } => false,
        { SqlState: { Length: > 0 } state } => ServerStates.Contains(state, StringComparer.Ordinal) || ServerClasses.Any(known => state.StartsWith(known, StringComparison.Ordinal)),
        _ => IsPassing(e),
    };

    /// <summary>
    /// The connection has ended under the statement: its server may be gone, or has only ended this one, which then lay unused. The code alone does not tell.
    /// </summary>
    public static bool IsLostConnection(DbException e) => IsOfServer(e)
        && e is not { SqlState: { Length: > 0 } state } || e.SqlState is { } known && (known is "57P01" or "57P02" || known.StartsWith("08", StringComparison.Ordinal));

    /// <summary>
    /// The statement was prepared before its table was altered, or is prepared no longer, since a function has ended that unseen. Nothing of it was done, and each connection that
    /// knows it says so once.
    /// </summary>
    /// <remarks>What a function or a procedure says from inside has a context.</remarks>
    public static bool IsStalePlan(PostgresException e) => e.Where is null or "" && e is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" } or { SqlState: PostgresErrorCodes.InvalidSqlStatementName };

    /// <summary>Nobody can tell whether what was asked for last was done: the connection has ended before the answer, or the server says that it does not know.</summary>
    public static bool IsUnanswered(DbException e) => e.SqlState is "40003" || (e is not PostgresException || e.SqlState is { Length: > 0 }) && IsLostConnection(e);

    /// <summary>Whether the database itself said of what it was asked last that it failed, be it because it was told to stop (57014): nothing of it is kept then.</summary>
    public static bool IsUndone(Exception? e) => e is PostgresException said ? !IsUnanswered(said) : e is { InnerException: { } inner } && IsUndone(inner);

    /// <summary>Whether the database itself said so, of a statement that was stopped, say.</summary>
    public static bool IsAnswer(Exception? e) => e is PostgresException or SqliteException || e is { InnerException: { } inner } && IsAnswer(inner);

    /// <summary>
    /// What the database said, without what its driver adds for programmers: a number of a place in a text that it has rewritten, and how to have details, which are the
    /// database's owner's to allow.
    /// </summary>
    public static string Text(DbException e) => e is not PostgresException said ? e.Message
        : $"{said.SqlState}: {said.MessageText}"
            + (said.Detail is { Length: > 0 } detail && !detail.StartsWith("Detail redacted", StringComparison.Ordinal) ? $" {detail}" : "")
            + (said.Hint is { Length: > 0 } hint ? $" {hint}" : "");

    public static bool IsPassing(DbException e) => e switch
    {
        SqliteException lite => lite.SqliteErrorCode is SqliteBusy or SqliteLocked,
        { SqlState: { Length: > 0 } state } => e.IsTransient || PostgresStates.Contains(state, StringComparer.Ordinal),
        _ => e.IsTransient || TransientErrors.Is(TransientErrors.Code(e), e.Message),
    };
}
