using System.CommandLine;
using System.Globalization;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Workflows.Connections;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The connections of a host's workflow nodes.</summary>
internal static class ConnectionsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "connections",
            "Connections of a host's workflow nodes, by server and database: in use, open, served, time",
            "swarm connections");
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.Connections, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ConnectionsReport>(document, report => Write(console, report));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(CliConsole console, ConnectionsReport report)
    {
        if (report.Http.Count + report.Databases.Count == 0)
        {
            console.Out.WriteLine("No node of this host has called a server or a database lately.");
            return;
        }

        var table = Tables.Create("Pool", "Kind", "#In use", "#Idle", "#Open", "#At most", "#Waiting", "#Served", "#Average ms", "#Timeouts");
        foreach (var pool in report.Http.Concat(report.Databases))
        {
            table.Add(
                pool.Name, pool.Kind, $"{pool.Active}", pool.Idle is { } idle ? $"{idle}" : "?", $"{pool.Total}", $"{pool.Most}", $"{pool.Waiting}", $"{pool.Served}",
                pool.AverageMs.ToString("0.#", CultureInfo.InvariantCulture), $"{pool.AcquisitionTimeouts}");
        }

        console.Answers.Write(table);
    }
}
