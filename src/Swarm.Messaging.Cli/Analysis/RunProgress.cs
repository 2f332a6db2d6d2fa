using Spectre.Console;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Analysis;

/// <summary>How far a run is: a bar on a terminal, a line now and then in a log.</summary>
internal static class RunProgress
{
    private const int LinesAtMost = 5;

    /// <param name="work">Gets what to call when a file is done.</param>
    public static Task<T> ShowAsync<T>(CliConsole console, int files, Func<Action<FileOutcome>, Task<T>> work) =>
        console.IsLive ? BarAsync(console, files, work) : LinesAsync(console, files, work);

    private static Task<T> BarAsync<T>(CliConsole console, int files, Func<Action<FileOutcome>, Task<T>> work) =>
        console.Remarks.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("analysing", maxValue: files);
                var done = 0;
                return work(outcome =>
                {
                    bar.Increment(1);
                    bar.Description = Markup.Escape($"{++done}/{files} {Shown.Path(outcome.Path, 30)}");
                });
            });

    private static Task<T> LinesAsync<T>(CliConsole console, int files, Func<Action<FileOutcome>, Task<T>> work)
    {
        var (done, step) = (0, Math.Max(1, (files + LinesAtMost - 1) / LinesAtMost));
        return work(_ =>
        {
            if (++done % step == 0 || done == files)
                console.Remark($"analysed {done} of {files}");
        });
    }
}
