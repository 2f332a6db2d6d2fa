namespace Swarm.Messaging.Outbox;

/// <summary>How what was begun for a node ended. Its result stands beside the saga that ended.</summary>
/// <param name="State">One of the node states of the contracts.</param>
internal sealed record NodeEnd(string State)
{
    public string? ErrorType { get; init; }

    /// <summary>Of one that succeeded: its work is done, and its result is of no use.</summary>
    public string? Error { get; init; }

    /// <summary>It failed in a way that later executions may not: all that it had were used up.</summary>
    public bool Exhausted { get; init; }

    /// <summary>It had begun and was cut off, and may have done all the same what it was to do. A further execution, in a later run, may be one too many.</summary>
    public bool InDoubt { get; init; }

    /// <summary>Of a workflow inside: whether it has left something that was to be undone. Null: whoever tells of it does not know.</summary>
    public bool? LeftUndone { get; init; }

    /// <summary>Of a workflow inside that could not undo what it has left: why, at the bottom.</summary>
    public string? WhyNotUndone { get; init; }

    public int Attempts { get; init; }

    /// <summary>Of its last execution.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset EndedAt { get; init; }

    /// <summary>It did not run: its result is one that was kept.</summary>
    public bool Cached { get; init; }
}
