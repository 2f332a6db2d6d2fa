namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>
/// Ends a run that has not ended: running nodes are cancelled, the rest does not begin. Queue <c>swarm.cancel-workflow</c>, or POST
/// <c>/api/workflows/{id}/cancel</c>. Answer: <see cref="WorkflowChanged"/> or <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record CancelWorkflow
{
    public int SchemaVersion { get; init; } = 1;

    public string? ExecutionId { get; init; }

    /// <summary>Kept in the timeline, at most 500 characters.</summary>
    public string? Reason { get; init; }
}
