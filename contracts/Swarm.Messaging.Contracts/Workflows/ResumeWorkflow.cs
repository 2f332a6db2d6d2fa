namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>Goes on with a paused run. Queue <c>swarm.resume-workflow</c>, or POST <c>/api/workflows/{id}/resume</c>. Answer: <see cref="WorkflowChanged"/> or <see cref="Tasks.CommandRejected"/>.</summary>
public sealed record ResumeWorkflow
{
    public int SchemaVersion { get; init; } = 1;

    public string? ExecutionId { get; init; }

    /// <summary>Kept in the timeline, at most 500 characters.</summary>
    public string? Reason { get; init; }
}
