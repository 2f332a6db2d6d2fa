namespace Swarm.Messaging.Contracts.Execution;

/// <summary>What targets say of their attempts, many in one message. Queue <c>swarm.task-reports</c>.</summary>
public sealed record TaskReports
{
    public int SchemaVersion { get; init; } = 1;

    public string? TargetId { get; init; }

    public IReadOnlyList<TaskReport> Reports { get; init; } = [];
}
