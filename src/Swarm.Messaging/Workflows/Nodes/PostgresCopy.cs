namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>What <c>copy</c> reads from its caller, or writes to it, passes beside statements and rows, where a node has nothing. From files and programs of the server it may. Pure.</summary>
internal static class PostgresCopy
{
    /// <returns>Why a text cannot run; null: it can.</returns>
    public static string? Fault(string sql)
    {
        var text = SqlText.Of(sql, isSqlite: false);
        return text.Heads.Exists(head => head is ["copy", ..]) && (text.Words.Contains("stdin") || text.Words.Contains("stdout"))
            ? "A copy from stdin or to stdout passes its data beside the statement, where a node has none. Write rows with insert, many at once by a parameter that is a JSON list and json_to_recordset(@rows::json), and read them with select."
            : null;
    }
}
