using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Commands;

internal static class DeadLetterList
{
    public static void Bind(Command command, ApiOptions host, CliConsole console)
    {
        var client = new Option<string?>("--client") { Description = "Only this client's tasks", HelpName = "CLIENT" };
        var paging = new PagingOptions(20);
        command.Add(client);
        paging.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var filter = verb.Parse.GetValue(client);
            var tasks = await paging.ReadAsync(verb, Paths.DeadLetters, "tasks", ("client", filter)).ConfigureAwait(false);
            // Input that was not understood belongs to no client.
            var inputs = filter is null
                ? await paging.ReadAsync(verb, Paths.Rejected, "inputs").ConfigureAwait(false)
                : new PagedList("inputs", [], null);
            if (verb.Json)
                console.Json(new { tasks = tasks.Items, cursor = tasks.Cursor, rejected = inputs.ToJson() });
            else
                Write(console, tasks, inputs);
            return ExitCodes.Ok;
        });
    }

    private static void Write(CliConsole console, PagedList tasks, PagedList inputs)
    {
        if (tasks.Items.Count + inputs.Items.Count == 0)
            console.Remark("Nothing was given up and nothing was rejected.");
        if (tasks.Items.Count > 0)
            WriteTasks(console, tasks.Items);
        if (inputs.Items.Count > 0)
            WriteInputs(console, inputs.Items);
        if (tasks.Cursor is not null || inputs.Cursor is not null)
            console.Remark("There are more: --all, or --limit N.");
    }

    private static void WriteTasks(CliConsole console, IReadOnlyList<JsonElement> tasks)
    {
        console.Heading("Dead letters");
        var table = Tables.Create("Task", "What", "Client", "Reason", "#Attempts", "Ended", "Last error");
        foreach (var task in tasks.Select(HostVerb.Read<TaskDetails>))
        {
            var last = task.Attempts is [.., var end] ? end : null;
            table.Add(
                task.TaskId, $"{task.Kind}/{task.Operation}", task.Client, task.Reason, $"{task.Attempts.Count}",
                Shown.Time(task.EndedAt), Shown.Cut($"{last?.ErrorType} {last?.Message}".Trim(), 100));
        }

        console.Answers.Write(table);
    }

    private static void WriteInputs(CliConsole console, IReadOnlyList<JsonElement> inputs)
    {
        console.Heading("Rejected inputs");
        var table = Tables.Create("Input", "At", "Source", "Code", "#Bytes", "Reason");
        foreach (var input in inputs.Select(HostVerb.Read<RejectedInput>))
            table.Add(input.Id, Shown.Time(input.At), input.Source, input.Code, Shown.Count(input.BodyBytes), Shown.Cut(input.Message, 160));
        console.Answers.Write(table);
    }
}
