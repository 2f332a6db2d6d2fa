using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

internal static class DeadLetterPurge
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var ids = new Argument<string[]>("ID") { Description = "The tasks' ids", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All there are" };
        var client = new Option<string?>("--client") { Description = "With --all or --older-than: only this client's", HelpName = "CLIENT" };
        var rejected = new Option<bool>("--rejected") { Description = "The rejected inputs instead of the tasks (--all or --older-than)" };
        var olderThan = new Option<TimeSpan?>("--older-than")
        {
            Description = "What ended longer ago, in whole hours or days: 12h, 30d", HelpName = "TIME", CustomParser = Duration.Of,
        };
        var command = new Verb(
            "purge",
            "Forgets dead letters or rejected inputs for good",
            """
            swarm dead-letters purge t-1 t-2
            swarm dead-letters purge --older-than 30d
            swarm dead-letters purge --rejected --all
            """) { ids, all, olderThan, client, rejected };
        command.Validators.Add(result =>
        {
            if (result.GetResult(olderThan)?.Errors.Any() == true)
                return; // said already, and it has no value
            var ways = (result.GetValue(ids) is { Length: > 0 } ? 1 : 0) + (result.GetValue(all) ? 1 : 0) + (result.GetValue(olderThan) is null ? 0 : 1);
            if (ways != 1)
                result.AddError("Name the tasks to forget, or --all, or --older-than: one of the three.");
            if (result.GetValue(olderThan) is { } age && age.TotalHours % 1 != 0)
                result.AddError($"--older-than is {Shown.Span(age)}; it must be a whole number of hours.");
            if (result.GetValue(rejected) && (result.GetValue(ids) is { Length: > 0 } || result.GetValue(client) is not null))
                result.AddError("Rejected inputs can be purged by --all or --older-than only: they have no client, and no single one can be taken out.");
        });
        HostVerb.Bind(command, host, console, async verb =>
        {
            var inputs = verb.Parse.GetValue(rejected);
            var done = await verb.Api.PostAsync(
                $"{(inputs ? Paths.Rejected : Paths.DeadLetters)}/purge",
                new
                {
                    taskIds = verb.Parse.GetValue(ids) is { Length: > 0 } named ? named : null,
                    all = verb.Parse.GetValue(all) ? true : (bool?)null,
                    olderThanHours = verb.Parse.GetValue(olderThan) is { } age ? (long?)age.TotalHours : null,
                    client = verb.Parse.GetValue(client),
                },
                verb.Cancellation).ConfigureAwait(false);
            return ManyActions.Answer(verb, done, inputs ? "rejected input" : "dead letter", "forgotten");
        });
        return command;
    }
}
