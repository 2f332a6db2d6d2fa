using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.HostMemory;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The memory of a host. Without a verb of its own it shows it.</summary>
internal static class MemoryCommand
{
    private const int Shown = 10;

    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "memory",
            "A host's memory: heap, limits, collections, leaks; collect",
            """
            swarm memory
            swarm memory collect     a full collection now; says before and after
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.Memory, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<MemoryReport>(document, report => Write(console, report));
            return ExitCodes.Ok;
        });
        var collect = new Verb("collect", "Collects now", "swarm memory collect");
        HostVerb.Bind(collect, host, console, async verb =>
        {
            var document = await verb.Api.PostAsync($"{Paths.Memory}/collect", new { }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<MemoryCollected>(document, done => console.Out.WriteLine($"Heap {done.BeforeMb} MB -> {done.AfterMb} MB."));
            return ExitCodes.Ok;
        });
        command.Add(collect);
        return command;
    }

    private static void Write(CliConsole console, MemoryReport report)
    {
        var part = report.CriticalMb == 0 ? 0 : 100 * report.HeapMb / report.CriticalMb;
        console.Facts([
            ("Heap", $"{report.HeapMb} MB ({part:F0} % of {report.CriticalMb} MB; warning at {report.WarningMb} MB)"),
            ("Live", $"{report.LiveMb} MB after the last collection"),
            ("Process", $"{report.RssMb} MB"),
            ("Trend", $"{report.TrendMbPerSecond} MB/s"),
            ("New work", report.TakesWork ? "taken" : $"not taken until the heap is below {report.WarningMb} MB"),
            ("Collections", $"{report.Collections}, {report.AverageFreedMb} MB freed on average"),
            ("Alerts", $"{report.Warnings} warnings, {report.Criticals} critical, {report.Leaks} leaks")]);
        if (report.Events.Count == 0)
            return;
        console.Heading("Events");
        var table = Tables.Create("At", "Event", "Reason", "#Heap MB", "#After MB");
        foreach (var one in report.Events.TakeLast(Shown))
            table.Add(Terminal.Shown.Time(one.At), one.Name, one.Reason ?? "", $"{one.HeapMb}", one.AfterMb is { } after ? $"{after}" : "");
        console.Answers.Write(table);
    }
}
