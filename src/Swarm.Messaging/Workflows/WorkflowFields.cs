using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>What a workflow must say, one of its own or one inside another: every broken rule with its path. Pure.</summary>
internal static class WorkflowFields
{
    public const long MaxTimeoutMs = 30L * 86_400_000;
    public const int MaxInputBytes = 1_048_576;

    /// <summary>More in one answer would help nobody.</summary>
    public const int MostViolations = 100;

    private static readonly string[] Policies = ["stop", "continue"];

    /// <param name="at">Before every field's name; empty for a workflow of its own.</param>
    public static void Check(SubmitWorkflow command, string at, NodeRules nodes, List<Violation> found)
    {
        CheckHead(command, at, found);
        CheckGraph(command, at, nodes, found);
    }

    private static void CheckHead(SubmitWorkflow command, string at, List<Violation> found)
    {
        CheckId(command.WorkflowId, $"{at}workflowId", 64, required: true, found);
        CheckId(command.ExecutionId, $"{at}executionId", WorkflowIds.LongestExecutionId, required: false, found, reserved: at.Length == 0);
        CommandRules.CheckClient(command.Client, $"{at}client", found);
        if (command.Policy is { } policy && !Policies.Contains(policy, StringComparer.Ordinal))
            found.Add(new($"{at}policy", PayloadRules.Cut(policy), $"One of {string.Join(", ", Policies)}."));
        if (command.Rank is < 0 or > 100)
            found.Add(new($"{at}rank", command.Rank.ToString(), "A whole number from 0 (best) to 100 (worst)."));
        if (command.TimeoutMs is < 1 or > MaxTimeoutMs)
            found.Add(new($"{at}timeoutMs", command.TimeoutMs.ToString(), $"A whole number of milliseconds from 1 to {MaxTimeoutMs}."));
        if (command.Input is { ValueKind: not JsonValueKind.Undefined } input && input.GetRawText().Length > MaxInputBytes)
            found.Add(new($"{at}input", $"{input.GetRawText().Length} characters", $"At most {MaxInputBytes}; put more somewhere else and send a reference.", "too_large"));
    }

    private static void CheckGraph(SubmitWorkflow command, string at, NodeRules nodes, List<Violation> found)
    {
        if (command.Nodes is not { Count: > 0 and <= WorkflowOptions.MaxNodes } list)
        {
            found.Add(new($"{at}nodes", $"{command.Nodes?.Count ?? 0} entries", $"1 to {WorkflowOptions.MaxNodes} nodes.", command.Nodes?.Count > 0 ? "too_large" : "invalid"));
            return;
        }

        for (var i = 0; i < list.Count && found.Count < MostViolations; i++)
        {
            CheckId(list[i].Id, $"{at}nodes[{i}].id", 64, required: true, found);
            nodes.Check(list[i], $"{at}nodes[{i}]", found);
        }

        var edges = command.Edges ?? [];
        if (edges.Count > WorkflowOptions.MaxEdges)
            found.Add(new($"{at}edges", $"{edges.Count} entries", $"At most {WorkflowOptions.MaxEdges} edges.", "too_large"));
        for (var i = 0; i < edges.Count && found.Count < MostViolations; i++)
        {
            CheckId(edges[i].Source, $"{at}edges[{i}].source", 64, required: true, found);
            CheckId(edges[i].Target, $"{at}edges[{i}].target", 64, required: true, found);
            NodeRules.CheckExpression(edges[i].Condition, $"{at}edges[{i}].condition", found);
        }

        CheckAggregates(list, edges, at, found);
        SourceRules.Check(list, at, found);
    }

    /// <summary>A node has the results of those that edges lead from, and of no others: a source that is none of them would be passed over in silence.</summary>
    private static void CheckAggregates(IReadOnlyList<WorkflowNode> nodes, IReadOnlyList<WorkflowEdge> edges, string at, List<Violation> found)
    {
        for (var i = 0; i < nodes.Count && found.Count < MostViolations; i++)
        {
            if (nodes[i] is not { Type: NodeTypes.Aggregate, Configuration: { ValueKind: JsonValueKind.Object } configuration }
                || !configuration.TryGetProperty("sources", out var sources) || sources.ValueKind != JsonValueKind.Array)
                continue;
            var known = edges.Where(edge => edge.Target == nodes[i].Id).Select(edge => edge.Source).ToHashSet(StringComparer.Ordinal);
            foreach (var source in sources.EnumerateArray().Where(source => source.ValueKind == JsonValueKind.String && !known.Contains(source.GetString()!)))
                found.Add(new($"{at}nodes[{i}].configuration.sources", PayloadRules.Show(source), $"A node that an edge leads from to this one: {(known.Count == 0 ? "there is none" : string.Join(", ", known.Order(StringComparer.Ordinal)))}."));
        }
    }

    private static void CheckId(string? id, string field, int longest, bool required, List<Violation> found, bool reserved = false)
    {
        CommandRules.CheckId(id, field, required, found, reserved);
        if (id?.Length > longest && id.Length <= 128)
            found.Add(new(field, PayloadRules.Cut(id), $"At most {longest} characters; this has {id.Length}."));
    }
}
