namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>Ends a run that has not ended. Queue <c> running nodes are cancelled, the rest does not begin</c>, or POST <c>/api/workflows/{id}/swarm.cancel-workflow:cancel</c>. Answer: <see cref="WorkflowChanged"/> or <see cref="Tasks.CommandRejected"/>.</summary>
public sealed record CancelWorkflow
{
    public int SchemaVersion { get; init; } = 1;

    public string? ExecutionId { get; init; }

    /// <summary>Kept in the timeline, at most 500 characters.</summary>
    public string? Reason { get; init; }
}
