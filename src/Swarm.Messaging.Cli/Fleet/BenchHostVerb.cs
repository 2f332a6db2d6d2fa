using System.CommandLine;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>
/// <c>swarm up</c> with one thing more: a handler that writes down each message of type <see cref="MessageJournal.Name"/> that swarms of this process receive. For
/// benchmarks that kill it; not shown in the help.
/// </summary>
internal static class BenchHostVerb
{
    public const string Name = "bench-host";
    public const string Journal = "--journal";

    public static Command Create()
    {
        var folder = new Option<string>(Journal) { Description = "Where received messages are written down", HelpName = "FOLDER", Required = true };
        var command = UpCommand.Create(
            Name, (parse, settings) => settings with
            {
                Configure = services => services.AddSingleton<ISwarmMessageHandler>(_ => new MessageJournal(parse.GetValue(folder)!)),
            });
        command.Hidden = true;
        command.Add(folder);
        return command;
    }
}
