namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>Lets running nodes end and begins no others until the run is resumed. Queue <c>swarm.pause-workflow</c>, or POST <c>/api/workflows/{id}/pause</c>. Answer: <see cref="WorkflowChanged"/> or <see cref="Tasks.CommandRejected"/>.</summary>
public sealed record PauseWorkflow
{
    public int SchemaVersion { get; init; } = 1;

    public string? ExecutionId { get; init; }

    /// <summary>Kept in the timeline, at most 500 characters.</summary>
    public string? Reason { get; init; }
}
