using System.Text.Json;

namespace Swarm.Messaging.Contracts.Objectives;

/// <summary>How an objective or a run on agents stands. Queue <c>swarm.get-objective</c>, or GET <c>/api/objectives/{id}</c>. Answer: <see cref="ObjectiveDetails"/> or <see cref="Tasks.CommandRejected"/>.</summary>
public sealed record GetObjective
{
    public int SchemaVersion { get; init; } = 1;

    public string? ObjectiveId { get; init; }
}

/// <summary>How an objective stands.</summary>
public sealed record ObjectiveDetails
{
    public int SchemaVersion { get; init; } = 1;

    public required string ObjectiveId { get; init; }

    public required string ExecutionId { get; init; }

    /// <summary>One of <see cref="ObjectiveStates"/>.</summary>
    public required string State { get; init; }

    public int Completed { get; init; }

    public int Failed { get; init; }

    public int Total { get; init; }

    /// <summary>False: more than a tenth (Objectives:UnhealthyRatio) as many tasks have failed as have completed.</summary>
    public bool Healthy { get; init; }

    /// <summary>What the last step returned, once it is completed.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Reason { get; init; }
}
