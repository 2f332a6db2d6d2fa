namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>Asks how a run stands. Queue <c>swarm.get-workflow</c>, or GET <c>/api/workflows/{id}</c>. Answer: <see cref="WorkflowDetails"/> or <see cref="Tasks.CommandRejected"/>.</summary>
public sealed record GetWorkflow
{
    public int SchemaVersion { get; init; } = 1;

    public string? ExecutionId { get; init; }

    /// <summary>True: with the data of every ended node. Default false.</summary>
    public bool? IncludeResults { get; init; }
}
