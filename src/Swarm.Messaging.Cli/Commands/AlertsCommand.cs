using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Alerts;

namespace Swarm.Messaging.Cli.Commands;

internal static class AlertsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "alerts",
            "Conditions that somebody should know of: those that are on, and the last that ended",
            """
            swarm alerts            exit code 1 while a critical one is on
            swarm alerts --json
            """);
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.Alerts, verb.Cancellation).ConfigureAwait(false);
            var active = document.GetProperty("active").EnumerateArray().Select(HostVerb.Read<AlertRaised>).ToList();
            verb.Answer(document, _ => Write(console, active, document));
            return active.Exists(a => a.Severity == "critical") ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(CliConsole console, List<AlertRaised> active, JsonElement document)
    {
        if (active.Count == 0)
        {
            console.Out.WriteLine("No alert is on.");
        }
        else
        {
            var table = Tables.Create("Severity", "Alert", "Subject", "#Value", "#Threshold", "Since", "Hint");
            foreach (var alert in active)
                table.Add(alert.Severity, alert.Name, alert.Subject, $"{alert.Value:0.##}", $"{alert.Threshold:0.##}", Shown.Time(alert.Since), alert.Hint);
            console.Answers.Write(table);
        }

        if (!document.TryGetProperty("ended", out var ended) || ended.GetArrayLength() == 0)
            return;
        console.Heading("Ended");
        var past = Tables.Create("Severity", "Alert", "Subject", "#Value", "Since", "#Lasted");
        foreach (var one in ended.EnumerateArray().Take(20))
        {
            var (raised, cleared) = (HostVerb.Read<AlertRaised>(one.GetProperty("raised")), HostVerb.Read<AlertCleared>(one.GetProperty("cleared")));
            past.Add(raised.Severity, raised.Name, raised.Subject, $"{raised.Value:0.##}", Shown.Time(raised.Since), Shown.Span(cleared.ClearedAt - cleared.Since));
        }

        console.Answers.Write(past);
    }
}
