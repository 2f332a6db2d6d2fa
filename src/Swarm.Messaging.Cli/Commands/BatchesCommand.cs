using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Distribution;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Batches of CRM tasks. Without a verb of its own it lists.</summary>
internal static class BatchesCommand
{
    public static Command Create(CliConsole console)
    {
        var client = new Option<string?>("--client") { Description = "Only this client's", HelpName = "CLIENT" };
        var command = new Verb(
            "batches",
            "Batches of CRM tasks: list, show, clear",
            """
            swarm batches                       those that collect, then the others, newest first
            swarm batches show batch_1f_7       its tasks and what they brought
            swarm batches clear batch_1f_7      forgets the results of one that has ended
            """) { client };
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.With(Paths.Batches, ("client", verb.Parse.GetValue(client))), verb.Cancellation).ConfigureAwait(false);
            verb.Answer<BatchList>(document, list =>
            {
                var table = Tables.Create("Batch", "Client", "Operation", "Status", "#Tasks", "#Succeeded", "#Failed", "Since");
                foreach (var b in list.Batches)
                {
                    table.Add(
                        b.BatchId, b.ClientId, b.OperationType, b.Status, Shown.Count(b.ExpectedCount), Shown.Count(b.SuccessCount), Shown.Count(b.FailureCount), Shown.Time(b.CreatedAt));
                }

                console.Answers.Write(table);
            });
            return ExitCodes.Ok;
        });
        command.Add(One("show", "Shows one, with what its tasks brought", host, console, (verb, id) => verb.Api.GetAsync(Paths.Batch(id), verb.Cancellation)));
        command.Add(One("clear", "Forgets the results of one that has ended", host, console, (verb, id) => verb.Api.DeleteAsync(Paths.Batch(id), verb.Cancellation)));
        return command;
    }

    private static Verb One(
        string name, string description, ApiOptions host, CliConsole console, Func<HostVerb, string, Task<System.Text.Json.JsonElement>> ask)
    {
        var id = new Argument<string>("ID") { Description = "The batch's id" };
        var command = new Verb(name, description, $"swarm batches {name} batch_1f_7") { id };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await ask(verb, verb.Parse.GetValue(id)!).ConfigureAwait(false);
            if (name == "clear")
                verb.Answer<BatchCleared>(document, done => console.Out.WriteLine($"{done.BatchId} is cleared."));
            else
                verb.Answer<BatchDetails>(document, batch => Write(console, batch));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(CliConsole console, BatchDetails batch)
    {
        console.Facts([
            ("Batch", batch.BatchId),
            ("Status", $"{batch.Status}: {batch.SuccessCount} succeeded, {batch.FailureCount} failed of {batch.ExpectedCount}"),
            ("Of", $"{batch.OperationType} for {batch.ClientId}"),
            ("Time", $"{Shown.Span(TimeSpan.FromMilliseconds(batch.TotalExecutionTime))} in all"),
            ("Collisions", batch.Collisions.Count == 0 ? "none" : string.Join(", ", batch.Collisions))]);
        var results = batch.Results.ToDictionary(r => r.TaskId, StringComparer.Ordinal);
        var table = Tables.Create("Task", "Result", "#Time");
        foreach (var task in batch.TaskIds)
        {
            var result = results.GetValueOrDefault(task);
            table.Add(
                task, result is null ? "" : result.Success ? Shown.Cut(result.Output?.GetRawText() ?? "", 100) : $"failed: {Shown.Cut(result.Error ?? "", 100)}",
                result is null ? "" : Shown.Span(TimeSpan.FromMilliseconds(result.ExecutionTime)));
        }

        console.Answers.Write(table);
    }
}
