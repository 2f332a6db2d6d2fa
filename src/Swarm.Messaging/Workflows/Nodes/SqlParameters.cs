using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>Whether a statement and the values given for it fit each other. Pure.</summary>
internal static class SqlParameters
{
    private static readonly char[] Marks = ['@', ':', '$'];

    /// <returns>Why it cannot run with values of these names; null: it can.</returns>
    public static string? Missing(string sql, bool isSqlite, IEnumerable<string> given)
    {
        var text = SqlText.Of(sql, isSqlite);
        if (text.HasUnnamed)
            return $"Values go in by name: write @name in the statement in place of each {(isSqlite ? "?" : "$1")}.";
        var names = given.Select(Bare).ToHashSet(isSqlite ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        var missing = text.Parameters.Where(name => !names.Contains(name)).Distinct(StringComparer.Ordinal).ToArray();
        return missing.Length == 0 ? null : $"A value for each parameter that the statement names; there is none for {string.Join(", ", missing.Take(10).Select(name => $"@{PayloadRules.Cut(name)}"))}.";
    }

    /// <summary>One that the statement does not name is misspelt there or here.</summary>
    public static IEnumerable<string> Needless(string sql, IEnumerable<string> given) =>
        given.Select(Bare).Where(name => !Array.Exists(Marks, mark => sql.Contains(mark + name, StringComparison.Ordinal)));

    private static string Bare(string name) => name.TrimStart(Marks);
}
