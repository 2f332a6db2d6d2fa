using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

internal static class ShutdownCommand
{
    public static Command Create(CliConsole console)
    {
        var reason = new Option<string>("--reason") { Description = "Why; it stands in the log of every host", HelpName = "TEXT", Required = true };
        var command = new Verb(
            "shutdown",
            "Stops all hosts of the installation: nothing more is taken, running work may end, what waits is kept",
            """
            swarm shutdown --reason "the disk is full"
            """) { reason };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var told = await verb.Api.PostAsync(Paths.Shutdown, new { reason = verb.Parse.GetValue(reason) }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ShutdownTold>(told, t => console.Out.WriteLine(t.Message));
            return ExitCodes.Ok;
        });
        return command;
    }
}
