namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>How a node stands.</summary>
public sealed record WorkflowNodeStatus
{
    public required string NodeId { get; init; }

    public required string Type { get; init; }

    /// <summary>One of <see cref="WorkflowNodeStates"/>.</summary>
    public required string State { get; init; }

    public int Level { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The task that ran it, for nodes that are run as one.</summary>
    public string? TaskId { get; init; }

    /// <summary>It did not run: its result came from the cache.</summary>
    public bool Cached { get; init; }

    public string? Error { get; init; }

    /// <summary>Why its compensation failed: the node was to be undone and is not. Null: it has none, or it has not failed since the run was last run again.</summary>
    public string? CompensationError { get; init; }
}
