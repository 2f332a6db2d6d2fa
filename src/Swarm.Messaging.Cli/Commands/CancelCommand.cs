using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Commands;

internal static class CancelCommand
{
    public static Command Create(CliConsole console)
    {
        var id = new Argument<string>("ID") { Description = "The task's id" };
        var reason = new Option<string?>("--reason") { Description = "Kept in the timeline, at most 500 characters", HelpName = "TEXT" };
        var command = new Verb(
            "cancel",
            "Ends a task that has not ended: waiting, placed or running",
            """
            swarm cancel t-0199f0c8 --reason 'no longer needed'
            """) { id, reason };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var name = verb.Parse.GetValue(id)!;
            var done = await RunOfWorkflow.ForTaskAsync(verb, name, $"To end it: swarm workflow cancel {name}.", () => verb.Api.PostAsync(
                Paths.Cancel(name), new { reason = verb.Parse.GetValue(reason) }, verb.Cancellation)).ConfigureAwait(false);
            verb.Answer<CommandDone>(done, d => console.Out.WriteLine(
                d.Changed ? $"{d.TaskId} is {d.State}." : $"{d.TaskId} was {d.State} already."));
            return ExitCodes.Ok;
        });
        return command;
    }
}
