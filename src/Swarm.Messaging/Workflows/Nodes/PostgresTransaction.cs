using System.Data.Common;
using Npgsql;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// A text is done as a whole or not at all, so that another attempt repeats nothing: a statement that reads or writes rows is a transaction that is committed when its result has
/// been judged; several statements are one transaction that the node begins, which no procedure or block
/// among them can end; a text that begins one itself is that one from its first statement to its last, which is held back until the result has been judged; anything else that
/// would end one is refused.
/// </summary>
internal sealed class PostgresTransaction
{
    /// <summary>One statement that begins so can always be in a transaction, and may have written what its result is judged bad of.</summary>
    private static readonly string[] OfRows = ["insert", "update", "delete", "merge", "with", "select", "values", "table"];

    /// <summary>These ask the server whether they wrote, since a function of theirs may have; the others have.</summary>
    private static readonly string[] Reading = ["select", "values", "table", "with", "show", "begin", "start", "commit", "end"];

    /// <summary>What tells that a text is no mere reading; of what is sent to listeners the server knows only when it commits.</summary>
    private static readonly string[] Writing = ["insert", "update", "delete", "merge", "pg_notify"];

    /// <summary>One alone that does nothing a second time that it has not done the first.</summary>
    private static readonly string[] Repeatable = ["show", "vacuum", "analyze", "reindex", "checkpoint", "set", "reset", "discard", "deallocate", "listen", "unlisten", "load"];

    private readonly bool begins;
    private readonly bool reads;
    private readonly string? end;

    private PostgresTransaction(string sql)
    {
        var text = SqlText.Of(sql, isSqlite: false);
        var heads = text.Heads;
        begins = IsToBegin(sql);
        reads = heads.TrueForAll(head => head is [var first, ..] && Reading.Contains(first, StringComparer.Ordinal)) && !text.Words.Overlaps(Writing);
        Keeps = KeepsParts(text) ? Keeping.Parts : IsAlone(sql) && !(heads[0] is [var verb, ..] && Repeatable.Contains(verb, StringComparer.Ordinal)) ? Keeping.UnlessUndone : Keeping.Nothing;
        var last = begins || heads.Count < 2 || !Begins(heads[0]) || !Ends(heads[^1]) ? null : (SqlSpan?)text.Spans[^1];
        Body = PostgresBodies.Whole(last is { } closing ? sql[..closing.From] : sql);
        end = last is { } own ? sql[own.From..own.To] : begins ? "commit" : null;
    }

    /// <summary>What is executed: the text, but for the end of its own transaction.</summary>
    public string Body { get; }

    /// <summary>Nothing is kept before <see cref="CommitAsync"/>.</summary>
    public bool IsOpen => end is not null;

    /// <summary>Of the body, once it was sent.</summary>
    public Keeping Keeps { get; }

    public static PostgresTransaction Of(string sql) => new(sql);

    /// <summary>Whatever ends it, a part of it may be kept: not tried again unasked.</summary>
    public static bool KeepsParts(string sql) => KeepsParts(SqlText.Of(sql, isSqlite: false));

    /// <summary>No transaction is around it, neither the node's nor its own.</summary>
    public static bool IsAlone(string sql) => !IsToBegin(sql) && SqlText.Of(sql, isSqlite: false).Heads is [var one] && !Begins(one);

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

    /// <summary>
    /// Begins one, as isolated as the database says, which the driver's own is not; not where the text begins its own, or is one statement that may be one that cannot be in a
    /// transaction: of such a one it is made sure that its connection lives, so that what is lost later is lost with the statement. Not committed, the driver undoes it with its
    /// connection's return.
    /// </summary>
    public async Task BeginAsync(DbCommand command, CancellationToken cancellation)
    {
        if (begins)
            await TransactionWord.SayAsync(command, "begin", cancellation).ConfigureAwait(false);
        else if (Keeps != Keeping.Nothing)
            await TransactionWord.SayAsync(command, "select 1", cancellation).ConfigureAwait(false);
    }

    /// <summary>Nothing where the text has begun none, or has not ended its own. From when the word may be on its way the work may be kept, unless it wrote nothing.</summary>
    public async Task CommitAsync(DbCommand command, DatabaseCall call, CancellationToken cancellation)
    {
        if (end is null)
            return;
        var kept = reads && await WroteNothingAsync(command, cancellation).ConfigureAwait(false) ? Keeping.Nothing : Keeping.UnlessUndone;
        cancellation.ThrowIfCancellationRequested();
        (call.Keeps, call.IsCommitting) = (kept, true);
        await TransactionWord.SayAsync(command, end, cancellation).ConfigureAwait(false);
        (call.Keeps, call.IsCommitting) = (kept == Keeping.Nothing ? kept : Keeping.Parts, false);
    }

    public static Task RollbackAsync(DbCommand command, CancellationToken cancellation) => TransactionWord.SayAsync(command, "rollback", cancellation);

    /// <summary>One <c>do</c> has statements in it, and a <c>commit</c> among them would keep a part.</summary>
    public static bool IsToBegin(string sql) =>
        SqlText.Of(sql, isSqlite: false).Heads is [var first, .. var others] && !Begins(first) && (others.Count > 0 || first is ["do", ..] || first is [var verb, ..] && OfRows.Contains(verb, StringComparer.Ordinal));

    /// <summary>What was refused because it was prepared before its table was altered, or is no longer prepared, can be executed again at once: its transaction is gone.</summary>
    public async Task<DbDataReader> ExecuteAsync(DbCommand command, DatabaseCall call, CancellationToken cancellation)
    {
        // What was stopped by now is not sent, and can be tried again.
        cancellation.ThrowIfCancellationRequested();
        call.Keeps = Keeps;
        try
        {
            return await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        }
        catch (PostgresException e) when (begins && DatabaseErrors.IsStalePlan(e))
        {
            await RollbackAsync(command, cancellation).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The server numbers a transaction when it first writes.</summary>
    private static async Task<bool> WroteNothingAsync(DbCommand command, CancellationToken cancellation)
    {
        var ask = command.Connection!.CreateCommand();
        await using (ask.ConfigureAwait(false))
        {
            (ask.CommandText, ask.CommandTimeout) = ("select txid_current_if_assigned() is null", command.CommandTimeout);
            return await ask.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is true;
        }
    }

    /// <summary>These commit on their way: <c>call</c> as its procedure likes, <c>cluster</c> of all tables after each, the others by themselves.</summary>
    private static bool KeepsParts(SqlText text) =>
        text.Heads is [["call", ..]] or [["cluster"]] || text.Heads is [["create" or "drop" or "reindex" or "alter", ..]] && text.Words.Contains("concurrently");

    private static string Early(string word) =>
        $"A {word} that is not the end of the text keeps a part of it when a later statement fails, and the next attempt would do that part again. Begin once, at the start, and end it with the last statement; or give each transaction a node of its own.";

    private static bool Begins(List<string> head) => head is ["begin", ..] or ["start", "transaction", ..];

    /// <summary><c>rollback to</c> a savepoint goes on with the transaction.</summary>
    private static bool Ends(List<string> head) =>
        head is ["commit" or "end" or "abort", ..] or ["prepare", "transaction", ..] || head is ["rollback", ..] && !head.Contains("to");

    /// <summary>The next transaction begins at once.</summary>
    private static bool Chains(List<string> head) => head.Contains("chain") && !head.Contains("no");
}
