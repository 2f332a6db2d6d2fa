using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Commands;

internal static class TasksCommand
{
    public static Command Create(CliConsole console)
    {
        var state = new Option<string?>("--state") { Description = $"Only this state: {string.Join(", ", TaskStates.All)}", HelpName = "STATE" };
        state.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && Known(token.Value) is null)
                result.AddError($"--state is '{token.Value}'; it must be one of {string.Join(", ", TaskStates.All)}.");
        });
        var client = new Option<string?>("--client") { Description = "Only this client's", HelpName = "CLIENT" };
        var paging = new PagingOptions(20);
        var command = new Verb(
            "tasks",
            "Lists tasks, newest first",
            """
            swarm tasks                                  the newest 20
            swarm tasks --state Parked --client acme     what waits for one client
            swarm tasks --state Completed --all --json   everything that was completed, as one document
            """) { state, client };
        paging.AddTo(command);
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var list = await paging.ReadAsync(
                verb, Paths.Tasks, "tasks", ("state", Known(verb.Parse.GetValue(state))), ("client", verb.Parse.GetValue(client))).ConfigureAwait(false);
            verb.Answer(list.ToJson(), _ => Write(console, list));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(CliConsole console, PagedList list)
    {
        if (list.Items.Count == 0)
        {
            console.Remark("There are no such tasks.");
            return;
        }

        TaskTable.Write(console, [.. list.Items.Select(HostVerb.Read<TaskSummary>)]);
        if (list.Cursor is not null)
            console.Remark($"The newest {list.Items.Count}; there are more: --all, or --limit N.");
    }

    private static string? Known(string? state) =>
        state is null ? null : TaskStates.All.FirstOrDefault(s => s.Equals(state, StringComparison.OrdinalIgnoreCase));
}
