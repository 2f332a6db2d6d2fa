using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>Types whose nodes are tasks of other kinds: they go to those kinds' own targets.</summary>
internal static class TaskNodeTypes
{
    public static IReadOnlyList<string> All { get; } = [NodeTypes.CodeExecution, NodeTypes.Worker, NodeTypes.Agent, NodeTypes.Task];

    public static bool NamesKind(string type) => type is NodeTypes.Agent or NodeTypes.Task;

    /// <summary>What keeps nodes of these types from an operation that fails again and again, wherever it runs.</summary>
    /// <returns>Null for other types.</returns>
    public static string? Breaker(string type, SubmitTask work) =>
        NamesKind(type) ? $"{type}:{work.Kind}/{work.Operation}" : All.Contains(type) ? $"{type}:{work.Operation}" : null;

    /// <returns>Null for other types.</returns>
    public static string? Kind(string type, JsonElement configuration) => type switch
    {
        NodeTypes.CodeExecution => "code",
        NodeTypes.Worker => Workers.ProcessExecutor.KindName,
        NodeTypes.Agent or NodeTypes.Task => configuration.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String
            ? kind.GetString()
            : throw new NodeConfigurationException("bad_configuration", "configuration.kind is no text once the run's values are in it."),
        _ => null,
    };
}
