using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Commands;

internal static class WorkflowGraphVerb
{
    public static Verb Create(CliConsole console, ApiOptions host)
    {
        var file = new Argument<string>("FILE") { Description = "A workflow as JSON; - reads stdin" };
        var command = new Verb(
            "graph",
            "Checks a workflow's nodes, types, expressions and edges, of workflows inside too, and prints its graph as Mermaid, without a host; configurations are checked when it is submitted",
            """
            swarm workflow graph order.json
            swarm workflow graph order.json > order.mmd
            swarm workflow graph order.json --json      its levels, their complexity and what they may take
            """) { file };
        command.SetAction(async (parse, cancellation) =>
        {
            var plan = await WorkflowFile.PlanAsync(parse.GetValue(file)!, console, cancellation).ConfigureAwait(false);
            if (host.Json(parse))
                console.Json(new WorkflowOutline(plan.EstimatedMs, plan.Partitions()));
            else
                console.Out.Write(WorkflowMermaid.Of(plan));
            return ExitCodes.Ok;
        });
        return command;
    }
}

/// <param name="EstimatedMs">Sum over the partitions of the longest node's estimate.</param>
internal sealed record WorkflowOutline(long EstimatedMs, IReadOnlyList<WorkflowPartition> Partitions);
