using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Commands;

internal static class WorkflowList
{
    public static Verb Create(CliConsole console, ApiOptions host)
    {
        var state = new Option<string?>("--state") { Description = $"Only this state: {string.Join(", ", WorkflowStates.All)}", HelpName = "STATE" };
        var client = new Option<string?>("--client") { Description = "Only this client's", HelpName = "CLIENT" };
        var paging = new PagingOptions(20);
        var command = new Verb("list", "Lists runs, newest first", "swarm workflow list\nswarm workflow list --state Failed --client acme") { state, client };
        paging.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var list = await paging.ReadAsync(
                verb, Paths.Workflows, "workflows", ("state", verb.Parse.GetValue(state)), ("client", verb.Parse.GetValue(client))).ConfigureAwait(false);
            verb.Answer(list.ToJson(), _ => WorkflowView.WriteList(console, [.. list.Items.Select(HostVerb.Read<WorkflowSummary>)], list.Cursor is not null));
            return ExitCodes.Ok;
        });
        return command;
    }
}
