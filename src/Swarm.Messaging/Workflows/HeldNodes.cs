using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>Nodes that no task is made for: their run itself holds them, until a timer ends a delay, or a call a trigger.</summary>
internal static class HeldNodes
{
    public static bool Holds(WorkflowNode node) => node.Type == NodeTypes.Delay || IsTrigger(node.Type, node.Configuration);

    public static bool IsTrigger(WorkflowNode node) => IsTrigger(node.Type, node.Configuration);

    /// <returns>Where it says that it is called: its own place, or, of a workflow inside, those of its nodes, at any depth.</returns>
    public static IEnumerable<string> Triggers(string? type, JsonElement? configuration, string path)
    {
        if (IsTrigger(type, configuration))
            return [$"{path}.configuration.trigger"];
        if (type != NodeTypes.SubWorkflow || configuration is not { ValueKind: JsonValueKind.Object } inner)
            return [];
        var nodes = WorkflowReader.Submit(inner, "", []).Command.Nodes ?? [];
        return nodes.SelectMany((node, i) => Triggers(node.Type, node.Configuration, $"{path}.configuration.nodes[{i}]"));
    }

    /// <summary>A webhook that is called instead of calling.</summary>
    public static bool IsTrigger(string? type, JsonElement? configuration) =>
        type == NodeTypes.Webhook && configuration is { ValueKind: JsonValueKind.Object } given
        && given.TryGetProperty("trigger", out var trigger) && trigger.ValueKind == JsonValueKind.True;
}
