using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Flow;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Stops and restarts dispatch of a client, an operation, a target or any other key.</summary>
internal static class PauseCommand
{
    private const string Keys = "client:CLIENT, operation:KIND/OPERATION, agent:AGENT, target:TARGET or location:LOCATION";

    public static Command Pause(CliConsole console)
    {
        var key = LimitsCommand.Key(Keys);
        var length = new Option<TimeSpan?>("--for") { Description = "How long; without it: until swarm resume", HelpName = "TIME", CustomParser = Duration.AboveZero };
        var until = new Option<DateTimeOffset?>("--until") { Description = "Until when, with its zone and within 31 days, e.g. \"$(date -ud '+2 hours' +%FT%TZ)\"", HelpName = "TIME" };
        var reason = new Option<string?>("--reason") { Description = "For people; swarm explain tells it", HelpName = "TEXT" };
        var command = new Verb(
            "pause",
            "Lets nothing of a client, operation or target begin; what runs goes on, what waits keeps its place",
            """
            swarm pause client:acme --for 10m --reason "their CRM is down"
            swarm pause operation:ghl/report_generate
            swarm pause target:agent-7
            """) { key, length, until, reason };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var document = await verb.Api.PostAsync(
                Paths.PauseDispatch,
                new PauseDispatch
                {
                    Key = verb.Parse.GetValue(key), ForMs = (long?)verb.Parse.GetValue(length)?.TotalMilliseconds, Until = verb.Parse.GetValue(until),
                    Reason = verb.Parse.GetValue(reason),
                },
                verb.Cancellation).ConfigureAwait(false);
            verb.Answer<DispatchLimits>(document, all => LimitTable.Write(console, all.Limits));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Resume(CliConsole console)
    {
        var key = LimitsCommand.Key(Keys);
        var command = new Verb("resume", "Lets what was paused go on", "swarm resume client:acme") { key };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var name = verb.Parse.GetValue(key)!;
            var document = await verb.Api.PostAsync(Paths.ResumeDispatch, new ResumeDispatch { Key = name }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<DispatchLimits>(document, all => console.Out.WriteLine(all.Changed == true ? $"{name} goes on." : $"{name} was not paused."));
            return ExitCodes.Ok;
        });
        return command;
    }
}
