using Spectre.Console;

namespace Swarm.Messaging.Cli.Terminal;

/// <summary>All tables look alike: a line under the heads, numbers to the right.</summary>
internal static class Tables
{
    /// <param name="heads">A head that begins with <c>#</c> is a column of numbers.</param>
    public static Table Create(params ReadOnlySpan<string> heads)
    {
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (var head in heads)
        {
            var isNumber = head.StartsWith('#');
            var column = new TableColumn(new Text(isNumber ? head[1..] : head)) { NoWrap = isNumber };
            table.AddColumn(isNumber ? column.RightAligned() : column);
        }

        return table;
    }

    public static void Add(this Table table, params ReadOnlySpan<string?> cells)
    {
        var row = new Text[cells.Length];
        for (var i = 0; i < cells.Length; i++)
            row[i] = new Text(Shown.Printable(cells[i] ?? ""));
        table.AddRow(row);
    }

    /// <summary>Facts as two columns without lines; facts without a value are left out.</summary>
    public static void Facts(this CliConsole console, params IEnumerable<(string Name, string? Value)> facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in facts)
        {
            if (value is { Length: > 0 })
                grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(Shown.Printable(value)));
        }

        console.Answers.Write(grid);
    }

    public static void Heading(this CliConsole console, string text)
    {
        console.Answers.WriteLine();
        console.Answers.Write(new Text(Shown.Printable(text) + Environment.NewLine, new Style(decoration: Decoration.Bold)));
    }
}
