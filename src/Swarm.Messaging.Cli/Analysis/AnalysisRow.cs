using System.Text.Json;

namespace Swarm.Messaging.Cli.Analysis;

/// <summary>The figures of one file that the table shows (contracts/schemas/results/code-analyze.json).</summary>
internal sealed record AnalysisRow(
    string Path, string Language, long Lines, long Code, long Comments, long Functions, long MaxComplexity, long Nesting, long Imports, long Errors)
{
    public static AnalysisRow Of(string path, JsonElement result)
    {
        var (lines, summary) = (result.GetProperty("lines"), result.GetProperty("summary"));
        return new(
            path,
            result.GetProperty("language").GetString()!,
            lines.GetProperty("total").GetInt64(),
            lines.GetProperty("code").GetInt64(),
            lines.GetProperty("comment").GetInt64(),
            summary.GetProperty("functionCount").GetInt64(),
            summary.GetProperty("maxComplexity").GetInt64(),
            result.GetProperty("deepestNesting").GetInt64(),
            summary.GetProperty("importCount").GetInt64(),
            summary.GetProperty("syntaxErrorCount").GetInt64());
    }
}
