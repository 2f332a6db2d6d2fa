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

    /// <summary>Of a running node of the cache that has no task as an equal one runs: the task of that one, whose result it takes; it runs itself when that fails. Null: it waits for none.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>It did not run: its result came from the cache.</summary>
    public bool Cached { get; init; }

    public string? Error { get; init; }

    /// <summary>The error in a word, such as <c>timeout</c>, <c>bad_configuration</c> or <c>not_undone</c>. Null: it has not failed, or was cancelled, which is no error of its own.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Of a workflow inside that is under way: the run in it, however deep, that was paused by itself. A resume of this run reaches it. Null: none.</summary>
    public string? PausedInside { get; init; }

    /// <summary>
    /// Why it is not undone though it was to be: its compensation failed, was cut off, or was not tried as the run was cancelled before; of a workflow inside, what that could not undo. Of a
    /// node that a rerun has kept: that its compensation was tried in an earlier run. Null: it has none, or none that failed.
    /// </summary>
    public string? CompensationError { get; init; }
}
