using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Workflows.Definition;

/// <summary>What was asked for, as it stands beside the run: written once.</summary>
internal sealed record WorkflowGraph
{
    public required string WorkflowId { get; init; }

    public required IReadOnlyList<WorkflowNode> Nodes { get; init; }

    public IReadOnlyList<WorkflowEdge> Edges { get; init; } = [];

    public JsonElement? Input { get; init; }

    /// <summary>False: nothing of the run comes from the result cache or goes into it.</summary>
    public bool? Cache { get; init; }
}
