using System.Text.Json;

namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>
/// The call that a node of type webhook with <c>trigger: true</c> waits for: the node succeeds with the payload as its result.
/// Queue <c>swarm.call-workflow</c>, or POST the payload to <c>/api/workflows/{id}/nodes/{node}/call</c>.
/// Answer: <see cref="WorkflowChanged"/>, unchanged when the node had its call already, or <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record CallWorkflow
{
    public int SchemaVersion { get; init; } = 1;

    public string? ExecutionId { get; init; }

    public string? NodeId { get; init; }

    /// <summary>Any JSON. Default null.</summary>
    public JsonElement? Payload { get; init; }
}
