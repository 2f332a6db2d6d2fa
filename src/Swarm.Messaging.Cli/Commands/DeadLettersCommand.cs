using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>What did not work out: tasks that were given up, and broken input that reached no task. Without a verb of its own it lists.</summary>
internal static class DeadLettersCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "dead-letters",
            "Tasks that were given up, and broken input that reached no task: list, show, replay, purge",
            """
            swarm dead-letters                             both lists, newest first
            swarm dead-letters show t-0199f0c8             attempts, errors and payload of one (or of a rejected input, r-...)
            swarm dead-letters replay t-0199f0c8           run it again, with its history kept
            swarm dead-letters replay --all --client acme
            swarm dead-letters purge --older-than 30d      forget those that ended longer ago
            swarm dead-letters purge --rejected --all      forget the rejected inputs
            """);
        var host = ApiOptions.AddTo(command);
        DeadLetterList.Bind(command, host, console);
        var list = new Verb("list", "Lists both, newest first; the same as no verb", "swarm dead-letters list --client acme --all");
        DeadLetterList.Bind(list, host, console);
        command.Add(list);
        command.Add(DeadLetterShow.Create(host, console));
        command.Add(DeadLetterReplay.Create(host, console));
        command.Add(DeadLetterPurge.Create(host, console));
        return command;
    }
}
