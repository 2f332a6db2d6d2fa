using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

internal static class DeadLetterReplay
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var ids = new Argument<string[]>("ID") { Description = "The tasks' ids", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All dead letters" };
        var client = new Option<string?>("--client") { Description = "With --all: only this client's", HelpName = "CLIENT" };
        var reason = new Option<string?>("--reason") { Description = "Kept in the timeline", HelpName = "TEXT" };
        var command = new Verb(
            "replay",
            "Runs dead-lettered tasks again: fresh attempts, history kept",
            """
            swarm dead-letters replay t-1 t-2 --reason 'the target is back'
            swarm dead-letters replay --all --client acme
            """) { ids, all, client, reason };
        command.Validators.Add(result =>
        {
            if (result.GetValue(ids) is { Length: > 0 } == result.GetValue(all))
                result.AddError("Name the tasks to replay, or --all: one of the two.");
        });
        HostVerb.Bind(command, host, console, async verb =>
        {
            var everything = verb.Parse.GetValue(all);
            var done = await verb.Api.PostAsync(
                $"{Paths.DeadLetters}/replay",
                new
                {
                    taskIds = everything ? null : verb.Parse.GetValue(ids),
                    all = everything ? true : (bool?)null,
                    client = verb.Parse.GetValue(client),
                    reason = verb.Parse.GetValue(reason),
                },
                verb.Cancellation).ConfigureAwait(false);
            return ManyActions.Answer(verb, done, "dead letter", "replayed");
        });
        return command;
    }
}
