using System.CommandLine;
using Swarm.Messaging.Cli.Analysis;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Wasmtime.Code;

namespace Swarm.Messaging.Cli.Commands;

internal static class RunCommand
{
    public static Command Create(CliConsole console)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files, or folders to search through", Arity = ArgumentArity.OneOrMore };
        var client = new Option<string>("--client") { Description = "In whose name", HelpName = "CLIENT", DefaultValueFactory = _ => "cli" };
        var command = new Verb(
            "run",
            $"Analyses source files ({CodeLanguages.Known}), each as a task through the whole system, and prints a table",
            """
            swarm run samples                    a host of its own for as long as it takes, in a temporary folder
            swarm run src tests/app.py --json    results as one JSON document
            swarm run . --data ./data            on the host that runs on ./data, or one of its own that keeps its data there
            swarm run . --host http://127.0.0.1:7070 --token T
            """) { paths, client };
        var options = ApiOptions.AddTo(command);
        var settings = CommandSettings.AddTo(command, RunHost.SetDescription);
        command.SetAction(async (parse, cancellation) =>
        {
            var found = SourceFinder.Find(parse.GetValue(paths)!);
            var since = TimeProvider.System.GetTimestamp();
            var report = found.Files.Count == 0
                ? AnalysisReport.Of([], found.Skipped)
                : await AnalyseAsync(console, () => RunHost.GetAsync(options.Choice(parse), settings.Given(parse), console.Remark, cancellation), parse.GetValue(client)!, found, cancellation).ConfigureAwait(false);
            if (options.Json(parse))
                console.Json(report);
            else
                AnalysisTable.Write(console, report);
            Conclude(console, report, TimeProvider.System.GetElapsedTime(since));
            // Whoever asks for an analysis and gets none is not to take it for a good one.
            return report.WithoutResult().Any() || report.Files.Count == 0 || report.Skipped.Any(s => parse.GetValue(paths)!.Contains(s.Path)) ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<AnalysisReport> AnalyseAsync(
        CliConsole console, Func<Task<RunHost>> start, string client, SourceFinder found, CancellationToken cancellation)
    {
        await using var host = await start().ConfigureAwait(false);
        using var api = new ApiClient(host.Address, console.RemarkAbove);
        var files = found.Files;
        var outcomes = await RunProgress.ShowAsync(
            console, files.Count, ended => new AnalysisRun(new PatientApi(api), client, ended).RunAsync(files, cancellation)).ConfigureAwait(false);
        return AnalysisReport.Of(outcomes, found.Skipped);
    }

    private static void Conclude(CliConsole console, AnalysisReport report, TimeSpan took)
    {
        var (failed, done) = (report.WithoutResult().Count(), report.Totals.Files);
        if (report.Files.Count == 0 && report.Skipped.Count > 0)
            console.Remark($"Nothing was analysed: {Shown.Plural(report.Skipped.Count, "file")} skipped, each with its reason above.");
        else if (report.Files.Count == 0)
            console.Remark($"Nothing was analysed: no file of a known language was found ({CodeLanguages.KnownExtensions}).");
        else
            console.Remark($"{Shown.Plural(done, "file")} analysed in {Shown.Span(took)}"
                + $"{(failed > 0 ? $", {failed} without a result" : "")}{(report.Skipped.Count > 0 ? $", {report.Skipped.Count} skipped" : "")}.");
    }
}
