namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>What is told when a statement may have been done, or a part of it, and must not be done again unasked. Pure.</summary>
internal static class UnknownOutcome
{
    public const string Type = "outcome_unknown";

    /// <summary>For what failed for good, beside what failed it.</summary>
    public const string Stays = "What it had committed before that stays.";

    private const string Stopped = "It was stopped, as its time was over, its run did not want it any more, or its host stopped.";
    private const string NotAgain = "It is not done again by itself.";
    private const string Open = "which only a look into the database tells";

    /// <param name="name">Of the database.</param>
    /// <param name="failure">What the database or its driver said; null: the node was stopped.</param>
    /// <param name="keeps">When it failed.</param>
    public static string Text(string name, string? failure, string sql, bool isSqlite, Keeping keeps)
    {
        var why = $"{name}: {(failure is null ? Stopped : Sentence(failure))}";
        if (isSqlite)
            return $"{why} The text had committed a part by then, or all of it: {Open}, and what it had committed stays. {NotAgain}{OfSqlite(sql)}";
        if (PostgresTransaction.KeepsParts(sql))
            return $"{why} A statement that commits on its way keeps what it had committed by then, {Open}. {NotAgain}{OfIndexes(sql)}";
        if (keeps == Keeping.Parts)
            return $"{why} The database had answered that the work is kept, and its result was lost after that. {NotAgain}";
        return PostgresTransaction.IsAlone(sql)
            ? $"{why} The database had not answered to a statement that is in no transaction of the node and is kept as soon as it ends: it may be kept or not, {Open}. {NotAgain}"
            : $"{why} The database had not answered to the word that keeps the work: it may be kept or not, {Open}. {NotAgain}";
    }

    /// <summary>Texts of others often lack their last sign, and another sentence follows.</summary>
    public static string Sentence(string text)
    {
        var trimmed = text.TrimEnd();
        return trimmed is [.., '.' or '!' or '?'] ? trimmed : $"{trimmed}.";
    }

    private static string OfSqlite(string sql) => SqliteTransaction.Beginning(sql) is not null ? ""
        : " A text with a begin of its own, or with pragma, attach, detach or vacuum, runs as it stands. Leave begin and commit out, and what cannot be in a transaction to a node of its own: then its statements are one transaction, which is undone as a whole and tried again. Or give each transaction a node of its own.";

    private static string OfIndexes(string sql) => SqlText.Of(sql, isSqlite: false).Heads is [["create" or "reindex", ..]]
        ? " An index that was not finished is left behind as invalid: drop it (drop index concurrently) before it is built again." : "";
}
