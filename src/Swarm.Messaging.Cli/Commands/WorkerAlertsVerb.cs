using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The pool's own list of alerts; <c>swarm alerts</c> shows those that are on in the whole installation.</summary>
internal static class WorkerAlertsVerb
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var clear = new Option<TimeSpan?>("--clear") { Description = "Forgets those that are older", HelpName = "DURATION", CustomParser = Duration.Of };
        var command = new Verb("alerts", "The last 1,000 alerts of the pool, newest first", "swarm workers alerts\nswarm workers alerts --clear 1h") { clear };
        HostVerb.Bind(command, host, console, async verb =>
        {
            if (verb.Parse.GetValue(clear) is { } age)
                return await WorkersCommand.ActAsync(verb, console, Paths.With($"{Paths.Workers}/alerts/clear", ("olderThanMs", (long)age.TotalMilliseconds))).ConfigureAwait(false);
            var document = await verb.Api.GetAsync($"{Paths.Workers}/alerts", verb.Cancellation).ConfigureAwait(false);
            verb.Answer<WorkerAlertList>(document, list => Write(console, list));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(CliConsole console, WorkerAlertList list)
    {
        if (list.Alerts.Count == 0)
        {
            console.Out.WriteLine("The pool has raised no alert.");
            return;
        }

        var table = Tables.Create("Time", "Severity", "Alert", "Worker");
        foreach (var alert in list.Alerts)
            table.Add(Shown.Time(alert.Timestamp), alert.Severity, alert.Type, alert.WorkerId ?? "pool");
        console.Answers.Write(table);
    }
}
