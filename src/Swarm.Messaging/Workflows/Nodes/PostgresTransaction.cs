using System.Data.Common;
using Npgsql;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// A text is done as a whole or not at all, so that another attempt repeats nothing: a statement that reads or writes rows is a transaction that is committed when its result has
/// been judged; several statements are one transaction that the node begins, which no procedure or block
/// among them can end; a text that begins one itself is that one from its first statement to its last, and anything else that would end one is refused.
/// </summary>
internal static class PostgresTransaction
{
    /// <returns>Why a text could be kept by half; null: it cannot.</returns>
    public static string? Fault(string sql)
    {
        var heads = SqlText.Of(sql, isSqlite: false).Heads;
        var isItself = heads is [var first, ..] && Begins(first);
        for (var i = 0; i < heads.Count; i++)
        {
            if (Begins(heads[i]) && i > 0)
                return $"Its statements are one transaction anyway, and {heads[i][0]} is their first or none of them: here it stands in the middle. Leave it and what ends its transaction out, or give each transaction a node of its own.";
            var isLast = isItself && i == heads.Count - 1 && !Chains(heads[i]);
            if (isLast && SqliteTransaction.Undoes(heads[i]))
                return SqliteTransaction.Undone(heads[i][0]);
            if (Ends(heads[i]) && !isLast && !(heads.Count == 1 && heads[i].Contains("prepared")))
                return isItself ? Early(heads[i][0]) : SqliteTransaction.Unbegun(heads[i][0]);
        }

        return null;
    }

    /// <summary>One statement that begins so can always be in a transaction, and may have written what its result is judged bad of.</summary>
    private static readonly string[] OfRows = ["insert", "update", "delete", "merge", "with", "select", "values", "table"];

    /// <returns>Whether one was begun, as isolated as the database says, which the driver's own is not. Not where the text begins its own, or is one statement that may be one that cannot be in a transaction. Not committed, the driver undoes it with its connection's return.</returns>
    public static async Task<bool> BeginAsync(DbCommand command, CancellationToken cancellation)
    {
        if (command.Connection is not NpgsqlConnection || !IsToBegin(command.CommandText))
            return false;
        await TransactionWord.SayAsync(command, "begin", cancellation).ConfigureAwait(false);
        return true;
    }

    public static Task CommitAsync(DbCommand command, CancellationToken cancellation) => TransactionWord.SayAsync(command, "commit", cancellation);

    public static Task RollbackAsync(DbCommand command, CancellationToken cancellation) => TransactionWord.SayAsync(command, "rollback", cancellation);

    /// <summary>One <c>do</c> has statements in it, and a <c>commit</c> among them would keep a part.</summary>
    public static bool IsToBegin(string sql) =>
        SqlText.Of(sql, isSqlite: false).Heads is [var first, .. var others] && !Begins(first) && (others.Count > 0 || first is ["do", ..] || first is [var verb, ..] && OfRows.Contains(verb, StringComparer.Ordinal));

    /// <summary>What was refused because it was prepared before its table was altered can be executed again at once: its transaction is gone.</summary>
    public static async Task<DbDataReader> ExecuteAsync(DbCommand command, bool isWhole, CancellationToken cancellation)
    {
        try
        {
            return await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        }
        catch (PostgresException e) when (isWhole && DatabaseErrors.IsStalePlan(e))
        {
            await RollbackAsync(command, cancellation).ConfigureAwait(false);
            throw;
        }
    }

    private static string Early(string word) =>
        $"A {word} that is not the end of the text keeps a part of it when a later statement fails, and the next attempt would do that part again. Begin once, at the start, and end it with the last statement; or give each transaction a node of its own.";

    private static bool Begins(List<string> head) => head is ["begin", ..] or ["start", "transaction", ..];

    /// <summary><c>rollback to</c> a savepoint goes on with the transaction.</summary>
    private static bool Ends(List<string> head) =>
        head is ["commit" or "end" or "abort", ..] or ["prepare", "transaction", ..] || head is ["rollback", ..] && !head.Contains("to");

    /// <summary>The next transaction begins at once.</summary>
    private static bool Chains(List<string> head) => head.Contains("chain") && !head.Contains("no");
}
