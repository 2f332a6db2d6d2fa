namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>The run is stored and planned; from here on it is never lost.</summary>
public sealed record WorkflowAccepted
{
    public int SchemaVersion { get; init; } = 1;

    public required string ExecutionId { get; init; }

    public required string WorkflowId { get; init; }

    /// <summary>True when the run existed already: nothing new was started.</summary>
    public bool Duplicate { get; init; }

    /// <summary>One of <see cref="WorkflowStates"/>.</summary>
    public required string State { get; init; }

    public int Nodes { get; init; }

    public int Levels { get; init; }

    /// <summary>Sum over the levels of the longest node's estimate.</summary>
    public long EstimatedMs { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
