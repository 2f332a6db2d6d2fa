using Spectre.Console;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Views;

/// <summary>A run as it goes on: the levels with a bar per node on a terminal, or a bar per level, or one, so that it fits; a line per ended node in a log.</summary>
internal static class WorkflowProgress
{
    private const int MostBars = 40;

    /// <summary>What is redrawn must fit on the screen, with what stands around it.</summary>
    private const int OtherLines = 3;

    /// <returns>The run as last seen.</returns>
    public static Task<WorkflowDetails> ShowAsync(CliConsole console, Func<IAsyncEnumerable<WorkflowDetails>> states) =>
        console.IsLive ? BarsAsync(console, states) : LinesAsync(console, states);

    private static async Task<WorkflowDetails> LinesAsync(CliConsole console, Func<IAsyncEnumerable<WorkflowDetails>> states)
    {
        var told = new HashSet<(string, string)>();
        WorkflowDetails? last = null;
        await foreach (var run in states().ConfigureAwait(false))
        {
            last = run;
            foreach (var node in run.Nodes.Where(n => IsEnded(n.State) && told.Add((n.NodeId, n.State))))
                console.Remark($"{node.NodeId}: {node.State}{(node.Error is null ? "" : $": {node.Error}")}");
        }

        return last!;
    }

    private static Task<WorkflowDetails> BarsAsync(CliConsole console, Func<IAsyncEnumerable<WorkflowDetails>> states) =>
        console.Remarks.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var (bars, most) = (new Dictionary<string, ProgressTask>(), Math.Clamp(console.Height - OtherLines, 1, MostBars));
                WorkflowDetails? last = null;
                await foreach (var run in states())
                {
                    last = run;
                    if (run.Nodes.Count <= most)
                        ShowNodes(context, bars, run);
                    else if (run.Nodes.Max(n => n.Level) < most)
                        ShowLevels(context, bars, run);
                    else
                        ShowAll(context, bars, run);
                }

                return last!;
            });

    private static void ShowNodes(ProgressContext context, Dictionary<string, ProgressTask> bars, WorkflowDetails run)
    {
        foreach (var node in run.Nodes.OrderBy(n => n.Level))
        {
            var bar = Bar(context, bars, node.NodeId, 1);
            bar.Description = Markup.Escape($"{Depth(node.Level)}{node.NodeId}  {node.State}");
            if (node.State == WorkflowNodeStates.Running && !bar.IsStarted)
                bar.StartTask();
            bar.IsIndeterminate = node.State == WorkflowNodeStates.Running;
            if (IsEnded(node.State) && !bar.IsFinished)
                bar.Value = 1;
        }
    }

    /// <summary>The column trims blanks.</summary>
    private static string Depth(int level) => string.Concat(Enumerable.Repeat("│ ", Math.Min(level, 8)));

    private static void ShowLevels(ProgressContext context, Dictionary<string, ProgressTask> bars, WorkflowDetails run)
    {
        foreach (var level in run.Nodes.GroupBy(n => n.Level).OrderBy(l => l.Key))
        {
            var ended = level.Count(n => IsEnded(n.State));
            var bar = Bar(context, bars, $"{level.Key}", level.Count());
            bar.Description = $"level {level.Key}  {ended}/{level.Count()}";
            bar.Value = ended;
        }
    }

    /// <summary>One bar, and how deep it has come.</summary>
    private static void ShowAll(ProgressContext context, Dictionary<string, ProgressTask> bars, WorkflowDetails run)
    {
        var ended = run.Nodes.Count(n => IsEnded(n.State));
        var bar = Bar(context, bars, "all", run.Nodes.Count);
        bar.Description = $"{ended}/{run.Nodes.Count} nodes, level {run.Nodes.Where(n => n.State != WorkflowNodeStates.Pending).Select(n => n.Level).DefaultIfEmpty(0).Max()} of {run.Nodes.Max(n => n.Level)}";
        bar.Value = ended;
    }

    private static ProgressTask Bar(ProgressContext context, Dictionary<string, ProgressTask> bars, string name, double most)
    {
        if (!bars.TryGetValue(name, out var bar))
            bars.Add(name, bar = context.AddTask("-", autoStart: false, maxValue: most));
        return bar;
    }

    private static bool IsEnded(string state) => state is not (WorkflowNodeStates.Pending or WorkflowNodeStates.Running);
}
