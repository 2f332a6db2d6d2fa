using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

internal static class ModuleRemove
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var name = new Argument<string>("NAME") { Description = "The module's name" };
        var command = new Verb("remove", "Takes a module of your own away; what runs in it ends as it would have", "swarm modules remove count") { name };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var removed = await verb.Api.DeleteAsync(Paths.Module(verb.Parse.GetValue(name)!), verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ModuleRemoved>(removed, one => console.Out.WriteLine($"{one.Removed.Name} is removed."));
            return ExitCodes.Ok;
        });
        return command;
    }
}
