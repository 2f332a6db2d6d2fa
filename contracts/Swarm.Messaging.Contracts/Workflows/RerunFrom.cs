namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>
/// Runs an ended workflow again from a node: that node, everything after it, whatever has not succeeded and whatever was undone run anew;
/// other results are kept, and the answer names what runs again. Queue <c>swarm.rerun-from</c>, or POST <c>/api/workflows/{id}/rerun</c>.
/// Answer: <see cref="WorkflowChanged"/> or <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record RerunFrom
{
    public int SchemaVersion { get; init; } = 1;

    public string? ExecutionId { get; init; }

    /// <summary>Absent: from wherever it stopped.</summary>
    public string? NodeId { get; init; }

    /// <summary>Kept in the timeline, at most 500 characters.</summary>
    public string? Reason { get; init; }
}
