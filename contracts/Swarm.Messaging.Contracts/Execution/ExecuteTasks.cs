namespace Swarm.Messaging.Contracts.Execution;

/// <summary>What the system sends to a target's own queue: tasks to run under their leases, and leases that were taken back.</summary>
public sealed record ExecuteTasks
{
    public int SchemaVersion { get; init; } = 1;

    public required string TargetId { get; init; }

    public IReadOnlyList<ExecuteTask> Tasks { get; init; } = [];

    /// <summary>Tokens whose attempts must stop: the task was cancelled or timed out. A report under such a token is refused.</summary>
    public IReadOnlyList<string> Revoked { get; init; } = [];

    /// <summary>Ids of sessions that have ended and in which nothing of ours runs: what is open for one, such as a browser context, can be closed. Told at least once, or not at all when the target cannot be reached.</summary>
    public IReadOnlyList<string> EndedSessions { get; init; } = [];
}
