using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Workflows.Definition;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Workflows;

/// <summary>
/// What nodes take of each other by name: in <c>inputs</c>, <c>condition</c> and <c>$from</c>. A name that no node has is refused; one of a node
/// from which no edge leads is null for ever, which is a warning. Pure.
/// </summary>
internal static class SourceRules
{
    /// <summary>More would help nobody.</summary>
    private const int MostWarnings = 20;

    /// <param name="nodes">Whose fields are in order.</param>
    public static void Check(IReadOnlyList<WorkflowNode> nodes, string at, List<Violation> found)
    {
        var ids = nodes.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var taken in All(nodes, at).Where(taken => !ids.Contains(taken.Node)).Take(WorkflowFields.MostViolations))
        {
            var near = NearestName.Of(taken.Node, [.. ids.OfType<string>()]) is { } name ? $" Did you mean {name}?" : "";
            found.Add(new(taken.Field, PayloadRules.Cut(taken.Source), $"It takes the result of {PayloadRules.Cut(taken.Node)}, and there is no such node.{near}", "missing_node"));
        }
    }

    public static IEnumerable<string> Warnings(WorkflowPlan plan) => All(plan.Graph.Nodes, "")
        .Where(taken => plan.Find(taken.Node) is { } source && !(taken.Undo && source == taken.By) && !plan.Sources(taken.By).Contains(source))
        .Take(MostWarnings)
        .Select(taken => $"unseen_result: {taken.Field} takes the result of {taken.Node}, from which no edge leads to {plan.Id(taken.By)}: it is always null there.");

    private static IEnumerable<Taken> All(IReadOnlyList<WorkflowNode> nodes, string at) => nodes.SelectMany((node, i) => Of(node, i, $"{at}nodes[{i}]"));

    private static IEnumerable<Taken> Of(WorkflowNode node, int number, string path)
    {
        var fields = Fields(node.Type, node.Configuration, node.Inputs, path).Select(f => (f.Field, f.Source, Undo: false));
        if (node.Condition is { } condition)
            fields = fields.Append(($"{path}.condition", condition, false));
        if (node.Compensation is { } undo)
            fields = fields.Concat(Fields(undo.Type, undo.Configuration, undo.Inputs, $"{path}.compensation").Select(f => (f.Field, f.Source, true)));
        return fields.Where(f => RunValues.Fault(f.Source) is null)
            .SelectMany(f => NamedSources.Of(f.Source).Select(source => new Taken(f.Field, f.Source, source, number, f.Undo)));
    }

    /// <summary>A workflow inside has nodes of its own, which are judged with it.</summary>
    private static IEnumerable<(string Field, string Source)> Fields(string? type, JsonElement? configuration, IReadOnlyDictionary<string, string>? inputs, string path) =>
        (inputs ?? new Dictionary<string, string>()).Select(input => ($"{path}.inputs.{PayloadRules.Cut(input.Key)}", input.Value))
            .Concat(type != NodeTypes.SubWorkflow && configuration is { ValueKind: JsonValueKind.Object } given
                ? References.All(given, $"{path}.configuration").Select(r => ($"{r.Path}.$from", r.Source)) : []);

    /// <param name="Node">Whose result it takes.</param>
    /// <param name="By">Number of the node that does.</param>
    /// <param name="Undo">Its compensation does, which sees the node's own result too.</param>
    private sealed record Taken(string Field, string Source, string Node, int By, bool Undo);
}
