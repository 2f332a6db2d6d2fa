using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Commands;

internal static class WorkflowCommand
{
    public static Command Create(CliConsole console)
    {
        var id = new Argument<string?>("ID") { Description = "The run's id", Arity = ArgumentArity.ZeroOrOne };
        var results = new Option<bool>("--results") { Description = "Show what the nodes returned too" };
        var command = new Verb(
            "workflow",
            "Runs workflows, and shows how a run stands",
            """
            swarm workflow run order.json               submits it and follows its nodes
            swarm workflow graph order.json             its graph as Mermaid, checked and in levels
            swarm workflow exec_order_7                 how a run stands, node by node
            swarm workflow exec_order_7 --json | jq .results
            swarm workflow rerun exec_order_7 --from charge
            """) { id, results };
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            if (verb.Parse.GetValue(id) is not { } executionId)
                throw new CliException(ExitCodes.Usage, "Name a run, or say what to do: run, graph, list, cancel, pause, resume, rerun or call.");
            var document = await verb.Api.GetAsync(
                Paths.Workflow(executionId, ("results", verb.Json || verb.Parse.GetValue(results) ? "true" : null)), verb.Cancellation).ConfigureAwait(false);
            verb.Answer<WorkflowDetails>(document, run => WorkflowView.Write(console, run, verb.Parse.GetValue(results)));
            return ExitCodes.Ok;
        });
        command.Add(WorkflowRun.Create(console, host));
        command.Add(WorkflowGraphVerb.Create(console, host));
        command.Add(WorkflowList.Create(console, host));
        command.Add(WorkflowAction.Create("cancel", "Ends a run: running nodes are cancelled, the rest does not begin", console, host));
        command.Add(WorkflowAction.Create("pause", "Lets running nodes end and begins no others", console, host));
        command.Add(WorkflowAction.Create("resume", "Goes on with a paused run", console, host));
        command.Add(WorkflowAction.CreateRerun(console, host));
        command.Add(WorkflowAction.CreateCall(console, host));
        return command;
    }
}
