using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// One node is one transaction, as of PostgreSQL (<see cref="PostgresTransaction"/>): a later statement that fails, or a result that is judged bad, undoes the earlier ones, so
/// that another attempt does not repeat them. A text that begins one itself, or cannot run in one, runs as it stands; one that ends one it has not begun is refused: it would end its node's.
/// </summary>
internal static class SqliteTransaction
{
    /// <summary>Statements that have transactions of their own, cannot run in one, or do nothing there.</summary>
    private static readonly string[] Own = ["begin", "vacuum", "attach", "detach", "pragma"];

    private static readonly string[] Writing = ["insert", "update", "delete", "replace", "create", "drop", "alter"];

    /// <returns>How to begin; null: not at all.</returns>
    public static string? Beginning(string sql)
    {
        var text = SqlText.Of(sql, isSqlite: true);
        if (text.Heads.Count == 0 || text.Heads.Exists(head => head is [var first, ..] && Own.Contains(first)))
            return null;
        // What has read first may never write once another has written since, so it takes its lock before; one statement alone does so by itself.
        return text.Heads.Count > 1 && text.Words.Overlaps(Writing) ? "begin immediate" : "begin";
    }

    /// <returns>Why a text cannot be done as a whole; null: it can, or says itself what is.</returns>
    public static string? Fault(string sql)
    {
        var isOpen = false;
        foreach (var head in SqlText.Of(sql, isSqlite: true).Heads)
        {
            if (Ends(head) && !isOpen)
                return Unbegun(head[0]);
            if (Undoes(head))
                return Undone(head[0]);
            isOpen = head is ["begin", ..] || isOpen && !Ends(head);
        }

        return null;
    }

    public static string Unbegun(string word) =>
        $"Each {word} ends a transaction that the text begins itself. This one has begun none: its statements are one transaction anyway, so leave the {word} out, or write begin before the first of them.";

    public static string Undone(string word) =>
        $"A {word} undoes all that its transaction has done, and the node would be completed with nothing done. Leave the transaction out, or end it with a commit; a part is undone by a savepoint and rollback to it, and what statements would do a select shows.";

    /// <summary>Not <c>rollback to</c> a savepoint, which goes on with the transaction, nor one of a transaction prepared before.</summary>
    public static bool Undoes(List<string> head) => head is ["rollback" or "abort", ..] && !head.Contains("to") && !head.Contains("prepared");

    /// <returns>Whether one was begun.</returns>
    public static async Task<bool> BeginAsync(DbCommand command, CancellationToken cancellation)
    {
        if (command.Connection is not SqliteConnection || Beginning(command.CommandText) is not { } begin)
            return false;
        await TransactionWord.SayAsync(command, begin, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Nothing where the text has ended it itself. Without a commit <see cref="LeftBehind"/> undoes it.</summary>
    public static Task CommitAsync(DbCommand command, CancellationToken cancellation) =>
        raw.sqlite3_get_autocommit(((SqliteConnection)command.Connection!).Handle) == 0 ? TransactionWord.SayAsync(command, "commit", cancellation) : Task.CompletedTask;

    /// <summary><c>rollback to</c> a savepoint goes on with the transaction.</summary>
    private static bool Ends(List<string> head) => head is ["commit" or "end", ..] || head is ["rollback", ..] && !head.Contains("to");
}
