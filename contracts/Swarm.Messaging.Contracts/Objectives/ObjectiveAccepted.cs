namespace Swarm.Messaging.Contracts.Objectives;

/// <summary>It is stored; from here on it is never lost.</summary>
public sealed record ObjectiveAccepted
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Of the objective or run.</summary>
    public required string ObjectiveId { get; init; }

    /// <summary>Of the workflow that does it: <c>swarm workflow ID</c>, <c>GetWorkflow</c>.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>True: it existed already.</summary>
    public bool Duplicate { get; init; }

    /// <summary>One of <see cref="ObjectiveStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Node ids in the order of the plan.</summary>
    public required IReadOnlyList<string> Steps { get; init; }
}
