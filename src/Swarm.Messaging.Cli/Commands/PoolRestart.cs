using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Wasm;

namespace Swarm.Messaging.Cli.Commands;

internal static class PoolRestart
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var id = new Argument<string>("ID") { Description = "The instance, of whichever host" };
        var reason = new Option<string?>("--reason") { Description = "For the log", HelpName = "TEXT" };
        var command = new Verb(
            "restart",
            "Gives an instance a fresh engine; what runs on it may end for a moment, then it is placed again and loses no attempt",
            "swarm pool restart wasm_0199a1b2c3d4 --reason 'it is slow'") { id, reason };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.PostAsync(
                Paths.Restart(verb.Parse.GetValue(id)!), new { reason = verb.Parse.GetValue(reason) }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<InstanceRestarted>(answer, done => console.Out.WriteLine($"{done.InstanceId} serves again."));
            return ExitCodes.Ok;
        });
        return command;
    }
}
