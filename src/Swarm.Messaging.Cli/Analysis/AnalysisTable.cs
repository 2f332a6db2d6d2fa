using Spectre.Console;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Analysis;

/// <summary>The report as people read it: a line a file, the sums, and what has no result.</summary>
internal static class AnalysisTable
{
    /// <summary>From this width on there is room for whole words.</summary>
    private const int WideFrom = 110;

    private static readonly string[] Short = ["Lang", "Lines", "Code", "Cmnt", "Func", "MaxCx", "Nest", "Imp", "Err"];
    private static readonly string[] Long = ["Lang", "Lines", "Code", "Comments", "Functions", "Max complexity", "Nesting", "Imports", "Errors"];

    public static void Write(CliConsole console, AnalysisReport report)
    {
        if (report.Files.Count > 0)
            console.Answers.Write(Build(report, console.Width));
        foreach (var file in report.WithoutResult())
            console.Out.WriteLine($"no result  {file.Path}: {file.State}, {file.Reason}");
        foreach (var file in report.Skipped)
            console.Out.WriteLine($"skipped    {file.Path}: {file.Reason}");
        if (console.Width < WideFrom && report.Files.Count > 0)
        {
            console.Out.WriteLine("Cmnt: lines of comment, Func: functions, MaxCx: greatest cyclomatic complexity,");
            console.Out.WriteLine("Nest: deepest nesting, Imp: imports, Err: syntax errors");
        }
    }

    private static Table Build(AnalysisReport report, int width)
    {
        var heads = width < WideFrom ? Short : Long;
        var rows = report.Rows().ToList();
        // Each column takes a blank and a gap; the two sums that can be longer than their head are lines and code.
        var pathWidth = Math.Max(12, width - heads.Sum(h => Math.Max(h.Length, 4) + 2) - 3);
        var shared = rows.Exists(r => r.Path.Length > pathWidth) ? Shown.SharedFolder([.. rows.Select(r => r.Path)]) : "";
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).ShowFooters();
        var sums = report.Totals;
        table.AddColumn(Column("File", Shown.Plural(sums.Files, "file")).LeftAligned());
        table.AddColumn(Column(heads[0], $"{sums.Languages}").LeftAligned());
        long[] totals =
        [
            sums.Lines, sums.Code, sums.Comments, sums.Functions, sums.MaxComplexity, sums.DeepestNesting, sums.Imports, sums.SyntaxErrors,
        ];
        for (var i = 0; i < totals.Length; i++)
            table.AddColumn(Column(heads[i + 1], Shown.Count(totals[i])).RightAligned());
        foreach (var row in rows)
            Add(table, row with { Path = row.Path[shared.Length..] }, pathWidth);
        return table;
    }

    private static void Add(Table table, AnalysisRow row, int pathWidth)
    {
        var style = row.Errors > 0 ? new Style(Color.Red) : Style.Plain;
        table.AddRow(
            new Text(Shown.Path(row.Path, pathWidth)),
            new Text(row.Language),
            Number(row.Lines),
            Number(row.Code),
            Number(row.Comments),
            Number(row.Functions),
            Number(row.MaxComplexity),
            Number(row.Nesting),
            Number(row.Imports),
            new Text(Shown.Count(row.Errors), style));
    }

    private static Text Number(long number) => new(Shown.Count(number));

    private static TableColumn Column(string head, string total) => new(new Text(head, new Style(decoration: Decoration.Bold)))
    {
        Footer = new Text(total, new Style(decoration: Decoration.Bold)),
        NoWrap = true,
        Padding = new Padding(0, 0, 1, 0),
    };
}
