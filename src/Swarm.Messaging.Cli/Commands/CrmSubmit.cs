using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Distribution;

namespace Swarm.Messaging.Cli.Commands;

internal static class CrmSubmit
{
    public static Verb Create(CliConsole console, ApiOptions host)
    {
        var operation = new Argument<string?>("OPERATION")
        {
            Description = "e.g. contact_create; 'swarm crm operations' lists those that are known", Arity = ArgumentArity.ZeroOrOne,
        };
        var client = new Option<string?>("--client") { Description = "For whom; without one it is nobody's and is not batched", HelpName = "CLIENT" };
        var input = new Option<string?>("--input") { Description = "JSON, @FILE, or @- for stdin", HelpName = "JSON" };
        var id = new Option<string?>("--id") { Description = "The task's id [default: generated]", HelpName = "ID" };
        var key = new Option<string?>("--key") { Description = "Idempotency key: the same one of a client is the same task", HelpName = "KEY" };
        var after = new Option<string[]>("--after") { Description = "Only when this task has completed; may be repeated", HelpName = "ID" };
        var approval = new Option<string[]>("--approval") { Description = "Only when this approval is given; may be repeated", HelpName = "NAME" };
        var retries = new Option<int?>("--retries") { Description = "Executions after the first [default: 3]", HelpName = "N" };
        var file = new Option<string?>("--file")
        {
            Description = "A list of tasks as JSON, or {\"tasks\": [...]}, of any length; - reads stdin. Instead of OPERATION and the options above", HelpName = "FILE|-",
        };
        var wait = new Option<TimeSpan?>("--wait")
        {
            Description = "Wait for the end, at most so long when a time is given", HelpName = "TIME", Arity = ArgumentArity.ZeroOrOne, CustomParser = Duration.Of,
        };
        var command = new Verb(
            "submit",
            "Submits a task of the CRM, or many",
            """
            swarm crm submit contact_create --client acme --input '{"email":"ann@example.org"}' --wait
            swarm crm submit tag_add --client acme --input @tag.json --after contact-7
            swarm crm submit --file tasks.json --wait        a list of tasks; each is judged by itself
            """) { operation, client, input, id, key, after, approval, retries, file, wait };
        command.Validators.Add(result =>
        {
            Option[] single = [client, input, id, key, after, approval, retries];
            var given = single.Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name).ToList();
            if (result.GetResult(operation) is { Implicit: false, Tokens.Count: > 0 })
                given.Insert(0, operation.Name);
            if (result.GetValue(file) is not null && given.Count > 0)
                result.AddError($"--file holds whole tasks; {string.Join(", ", given)} cannot be given beside it.");
            else if (result.GetValue(file) is null && given.FirstOrDefault() != operation.Name)
                result.AddError("Say what to submit: OPERATION, or --file.");
        });
        HostVerb.Bind(command, host, console, async verb =>
        {
            // Without a time it waits for ever.
            var limit = verb.Parse.GetResult(wait) is not { } asked ? (TimeSpan?)null
                : asked.Tokens.Count == 0 ? TimeSpan.MaxValue : verb.Parse.GetValue(wait);
            if (verb.Parse.GetValue(file) is { } path)
            {
                var many = Submission.OfFile(await InputFile.ReadAsync(path, console, verb.Cancellation).ConfigureAwait(false));
                var answers = await SubmitParts.WithinAsync(verb, limit, stop => SubmitParts.PostAsync(verb, Paths.CrmBulk, many, stop)).ConfigureAwait(false);
                return await SubmitAnswers.ManyAsync(verb, answers, limit).ConfigureAwait(false);
            }

            JsonElement? given = verb.Parse.GetValue(input) is { } text
                ? JsonElement.Parse((await PayloadArgument.ReadAsync(text, console, verb.Cancellation, input.Name, nameof(SubmitCrmTask)).ConfigureAwait(false)).Span)
                : null;
            var (tasks, approvals, most) = (verb.Parse.GetValue(after) ?? [], verb.Parse.GetValue(approval) ?? [], verb.Parse.GetValue(retries));
            var name = verb.Parse.GetValue(id);
            var task = new SubmitCrmTask
            {
                Id = name is null ? null : JsonSerializer.SerializeToElement(name),
                Operation = verb.Parse.GetValue(operation),
                ClientId = verb.Parse.GetValue(client),
                Input = given,
                IdempotencyKey = verb.Parse.GetValue(key),
                Constraints = tasks.Length + approvals.Length == 0 && most is null ? null : new CrmConstraints
                {
                    Dependencies = tasks.Length == 0 ? null : tasks, RequiredApprovals = approvals.Length == 0 ? null : approvals, MaxRetries = most,
                },
            };
            var answer = await SubmitParts.WithinAsync(verb, limit, stop => verb.Api.PostAsync(Paths.CrmTasks, task, stop)).ConfigureAwait(false);
            return await SubmitAnswers.OneAsync(verb, answer, limit, named: name is not null).ConfigureAwait(false);
        });
        return command;
    }
}
