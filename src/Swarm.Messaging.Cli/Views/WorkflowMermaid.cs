using System.Text;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Cli.Views;

/// <summary>A workflow's graph as Mermaid: a box per level, dotted where a condition decides.</summary>
internal static class WorkflowMermaid
{
    public static string Of(WorkflowPlan plan)
    {
        var text = new StringBuilder("flowchart TD\n");
        foreach (var (level, partition) in plan.Levels.Zip(plan.Partitions()))
        {
            text.Append($"    subgraph {partition.PartitionId}[\"{partition.PartitionId}, about {partition.EstimatedMs} ms\"]\n");
            foreach (var node in level)
                text.Append($"        n{node}[\"{Quoted(plan.Id(node))}<br/>{Quoted(plan.Node(node).Type!)}\"]\n");
            text.Append("    end\n");
        }

        for (var i = 0; i < plan.Edges.Count; i++)
        {
            var arrow = plan.Graph.Edges[i].Condition is { } condition ? $"-.\"{Quoted(condition)}\".->" : "-->";
            text.Append($"    n{plan.Edges[i].Source} {arrow} n{plan.Edges[i].Target}\n");
        }

        return text.ToString();
    }

    private static string Quoted(string text) => text.Replace("\"", "#quot;", StringComparison.Ordinal).Replace("<", "#lt;", StringComparison.Ordinal);
}
