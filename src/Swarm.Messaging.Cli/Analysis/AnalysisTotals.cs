namespace Swarm.Messaging.Cli.Analysis;

/// <summary>Sums over all files; of complexity and nesting the greatest.</summary>
internal sealed record AnalysisTotals(
    int Files, int Languages, long Lines, long Code, long Comments, long Functions, long MaxComplexity, long DeepestNesting, long Imports, long SyntaxErrors)
{
    public static AnalysisTotals Of(IReadOnlyCollection<AnalysisRow> rows) => new(
        rows.Count,
        rows.Select(r => r.Language).Distinct().Count(),
        rows.Sum(r => r.Lines),
        rows.Sum(r => r.Code),
        rows.Sum(r => r.Comments),
        rows.Sum(r => r.Functions),
        rows.Select(r => r.MaxComplexity).DefaultIfEmpty().Max(),
        rows.Select(r => r.Nesting).DefaultIfEmpty().Max(),
        rows.Sum(r => r.Imports),
        rows.Sum(r => r.Errors));
}
