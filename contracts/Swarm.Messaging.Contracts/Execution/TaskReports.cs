namespace Swarm.Messaging.Contracts.Execution;

/// <summary>What targets say of their attempts, many in one message. Queue <c>swarm.task-reports</c>.</summary>
public sealed record TaskReports
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Whose attempts these are. Required on the bus: only the target that holds a lease may say how it goes. Over HTTP the path names it.</summary>
    public string? TargetId { get; init; }

    public IReadOnlyList<TaskReport> Reports { get; init; } = [];
}
