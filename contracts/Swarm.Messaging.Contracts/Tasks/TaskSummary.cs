namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>A task in a list.</summary>
public record TaskSummary
{
    public required string TaskId { get; init; }

    /// <summary>Of a swarm's task the swarm that has it, else who queued it; empty: no swarm has it, and nobody is said to have queued it.</summary>
    public required string Client { get; init; }

    public required string Kind { get; init; }

    public required string Operation { get; init; }

    public required string State { get; init; }

    public int Rank { get; init; }

    public long Sequence { get; init; }

    /// <summary>The executing or coming execution of the present run, 1 for the first (a replay begins a new run).</summary>
    public int Attempt { get; init; }

    /// <summary>The last execution that it may have as things stand: as many as its retry policy gives and those that do not count. 0, as is <see cref="Attempt"/>: a swarm's task that was never executed.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>Executions before this one that do not count: the service refused them for its rate limit or the client's login, or they were those of a batch but one. Default 0.</summary>
    public int UncountedAttempts { get; init; }

    public string? TargetId { get; init; }

    public DateTimeOffset SubmittedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it was dead-lettered or cancelled.</summary>
    public string? Reason { get; init; }
}
