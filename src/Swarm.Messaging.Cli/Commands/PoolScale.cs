using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Wasm;

namespace Swarm.Messaging.Cli.Commands;

internal static class PoolScale
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var min = new Option<int?>("--min") { Description = "Instances at least, 1 to 100", HelpName = "N" };
        var max = new Option<int?>("--max") { Description = "Instances at most, 1 to 100", HelpName = "N" };
        var size = new Option<int?>("--size") { Description = "Exactly so many: the same as --min and --max", HelpName = "N" };
        var everywhere = new Option<bool>("--every-host") { Description = "Not only the host that is asked; all hosts need the same control key" };
        var command = new Verb(
            "scale",
            "Sets how many instances there are; missing ones are made at once, surplus ones go when their tasks have ended",
            """
            swarm pool scale --min 4 --max 10
            swarm pool scale --size 8 --every-host
            """) { min, max, size, everywhere };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var answer = await verb.Api.PostAsync(
                Paths.PoolScale,
                new { min = verb.Parse.GetValue(min), max = verb.Parse.GetValue(max), size = verb.Parse.GetValue(size), everyHost = verb.Parse.GetValue(everywhere) },
                verb.Cancellation).ConfigureAwait(false);
            verb.Answer<PoolScaled>(answer, done => console.Out.WriteLine(
                $"The pool of {done.HostId} has {Shown.Plural(done.PoolSize, "instance")}, from {done.Min} to {done.Max}.{(done.Told ? " Every other host was told too, if there is any." : "")}"));
            return ExitCodes.Ok;
        });
        return command;
    }
}
