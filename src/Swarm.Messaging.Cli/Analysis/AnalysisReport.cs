using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Analysis;

/// <summary>What <c>swarm run</c> found; <c>--json</c> prints it as it is.</summary>
/// <param name="Files">Every file that was submitted, with the result of its task.</param>
/// <param name="Skipped">What was left out, and why.</param>
internal sealed record AnalysisReport(AnalysisTotals Totals, IReadOnlyList<FileOutcome> Files, IReadOnlyList<FileOutcome> Skipped)
{
    public static AnalysisReport Of(IReadOnlyList<FileOutcome> outcomes, IReadOnlyList<FileOutcome> skipped) => new(
        AnalysisTotals.Of([.. Rows(outcomes)]),
        [.. outcomes.Where(o => o.State != FileOutcome.Skipped)],
        [.. skipped, .. outcomes.Where(o => o.State == FileOutcome.Skipped)]);

    public IEnumerable<AnalysisRow> Rows() => Rows(Files);

    public IEnumerable<FileOutcome> WithoutResult() => Files.Where(f => f.State != TaskStates.Completed);

    private static IEnumerable<AnalysisRow> Rows(IEnumerable<FileOutcome> outcomes) =>
        outcomes.Where(o => o.Result is not null).Select(o => AnalysisRow.Of(o.Path, o.Result!.Value));
}
