namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>A run in a line.</summary>
public record WorkflowSummary
{
    public required string ExecutionId { get; init; }

    public required string WorkflowId { get; init; }

    public required string Client { get; init; }

    /// <summary>One of <see cref="WorkflowStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>The run whose node this one is; null when it was submitted by itself.</summary>
    public string? ParentExecutionId { get; init; }

    public int Rank { get; init; }

    public DateTimeOffset SubmittedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it stopped, or ended other than completed.</summary>
    public string? Reason { get; init; }

    /// <summary>How many nodes are in each state of <see cref="WorkflowNodeStates"/>; states without any are left out.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();
}
