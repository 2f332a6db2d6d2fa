using System.CommandLine;
using System.CommandLine.Parsing;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

internal static class SubmitCommand
{
    public static Command Create(CliConsole console)
    {
        var options = new SubmitOptions();
        var file = new Option<string?>("--file")
        {
            Description = "A task as JSON, a list of tasks, or {\"tasks\": [...]}; - reads stdin. Instead of the options above", HelpName = "FILE|-",
        };
        var wait = new Option<TimeSpan?>("--wait")
        {
            Description = "Wait for the end, at most so long when a time is given", HelpName = "TIME",
            Arity = ArgumentArity.ZeroOrOne, CustomParser = Duration.Of,
        };
        var command = new Verb(
            "submit",
            "Submits a task, or many",
            """
            swarm submit --kind basic --operation echo --payload '{"hello":"world"}' --wait
            swarm submit --kind code --operation analyze --payload @task.json --id build-17 --rank 5
            swarm submit --file tasks.json --json            a list of tasks; each is judged by itself
            generate-tasks | swarm submit --file - --wait 5m
            """);
        options.AddTo(command);
        command.Add(file);
        command.Add(wait);
        command.Validators.Add(result => Check(result, options, file));
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var submission = await ReadAsync(verb, options, verb.Parse.GetValue(file)).ConfigureAwait(false);
            // Without a time it waits for ever.
            var limit = verb.Parse.GetResult(wait) is not { } asked ? (TimeSpan?)null
                : asked.Tokens.Count == 0 ? TimeSpan.MaxValue : verb.Parse.GetValue(wait);
            if (submission.IsBulk)
                return await SubmitAnswers.ManyAsync(verb, await SubmitParts.WithinAsync(verb, limit, stop => SubmitParts.PostAsync(verb, Paths.Bulk, submission, stop)).ConfigureAwait(false), limit).ConfigureAwait(false);
            var answer = await SubmitParts.WithinAsync(verb, limit, stop => verb.Api.PostBytesAsync(Paths.Tasks, submission.Body, stop)).ConfigureAwait(false);
            return await SubmitAnswers.OneAsync(verb, answer, limit, named: verb.Parse.GetValue(options.Id) is not null).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<Submission> ReadAsync(HostVerb verb, SubmitOptions options, string? file)
    {
        if (file is not null)
            return Submission.OfFile(await InputFile.ReadAsync(file, verb.Console, verb.Cancellation).ConfigureAwait(false));
        ReadOnlyMemory<byte>? payload = verb.Parse.GetValue(options.Payload) is { } text
            ? await PayloadArgument.ReadAsync(text, verb.Console, verb.Cancellation).ConfigureAwait(false)
            : (ReadOnlyMemory<byte>?)null; // a bare null would be an empty payload
        return Submission.Of(verb.Parse, options, payload);
    }

    private static void Check(CommandResult result, SubmitOptions options, Option<string?> file)
    {
        var given = options.Given(result).ToList();
        if (result.GetValue(file) is not null && given.Count > 0)
            result.AddError($"--file holds whole tasks; {string.Join(", ", given)} cannot be given beside it.");
        else if (result.GetValue(file) is null && given.Count == 0)
            result.AddError("Say what to submit: --kind, --operation and --payload, or --file.");
        if (given.Contains(options.Rank.Name) && given.Contains(options.Priority.Name))
            result.AddError($"{options.Rank.Name} and {options.Priority.Name} say the same in two ways; give one of them.");
    }
}
