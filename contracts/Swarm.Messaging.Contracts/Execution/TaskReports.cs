namespace Swarm.Messaging.Contracts.Execution;

/// <summary>What targets say of their attempts, many in one message. Queue <c>swarm.task-reports</c>.</summary>
public sealed record TaskReports
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Whose attempts these are. An agent always names itself: by that its started attempts are known as begun.</summary>
    public string? TargetId { get; init; }

    public IReadOnlyList<TaskReport> Reports { get; init; } = [];
}
