using System.Text;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// The driver ends a statement at each semicolon, and knows nothing of functions whose body is <c>begin atomic</c>: what makes one is given to it in quotes, as a block that executes it. Pure.
/// </summary>
internal static class PostgresBodies
{
    /// <returns>The text itself where there are none.</returns>
    public static string Whole(string sql)
    {
        var spans = SqlText.Of(sql, isSqlite: false).Spans.FindAll(span => span.IsAtomic);
        if (spans.Count == 0)
            return sql;
        var quote = "$body$";
        for (var i = 0; sql.Contains(quote, StringComparison.Ordinal); i++)
            quote = $"$body{i}$";
        var whole = new StringBuilder();
        var from = 0;
        foreach (var span in spans)
        {
            whole.Append(sql, from, span.From - from).Append("do $do").Append(quote.AsSpan(1)).Append(" begin execute ").Append(quote)
                .Append(sql, span.From, span.To - span.From).Append(quote).Append("; end $do").Append(quote.AsSpan(1));
            from = span.To;
        }

        return whole.Append(sql, from, sql.Length - from).ToString();
    }
}
