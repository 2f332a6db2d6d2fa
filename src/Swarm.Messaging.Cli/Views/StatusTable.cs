using Spectre.Console;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Views;

/// <summary>Rows as a table where they fit into the width, else each row below the other: a table that wraps in every cell can be read by nobody.</summary>
internal static class StatusTable
{
    /// <summary>What the borders take of each column.</summary>
    private const int Border = 3;

    public static void Write(CliConsole console, IReadOnlyList<(string Name, bool IsNumber)> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (Width(heads, rows) <= console.Width)
            WriteRows(console, heads, rows);
        else
            WriteRecords(console, heads, rows);
    }

    private static int Width(IReadOnlyList<(string Name, bool IsNumber)> heads, IReadOnlyList<IReadOnlyList<string>> rows) =>
        heads.Index().Sum(head => Border + rows.Select(row => row[head.Index].Length).Append(head.Item.Name.Length).Max());

    private static void WriteRows(CliConsole console, IReadOnlyList<(string Name, bool IsNumber)> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var table = Tables.Create([.. heads.Select(h => h.IsNumber ? $"#{h.Name}" : h.Name)]);
        foreach (var row in rows)
            table.Add([.. row]);
        console.Answers.Write(table);
    }

    private static void WriteRecords(CliConsole console, IReadOnlyList<(string Name, bool IsNumber)> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        foreach (var row in rows)
        {
            var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(2)).AddColumn();
            foreach (var (i, value) in row.Index().Where(cell => cell.Item.Length > 0))
                grid.AddRow(new Text(heads[i].Name, new Style(Color.Grey)), new Text(Shown.Printable(value)));
            console.Answers.Write(grid);
            console.Out.WriteLine();
        }
    }
}
