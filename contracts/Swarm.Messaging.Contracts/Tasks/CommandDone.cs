namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>A command about an existing task took effect, or found it in effect already.</summary>
public sealed record CommandDone
{
    public int SchemaVersion { get; init; } = 1;

    public required string Command { get; init; }

    public required string TaskId { get; init; }

    /// <summary>The task's state after the command.</summary>
    public required string State { get; init; }

    /// <summary>False when the task was in that state already.</summary>
    public bool Changed { get; init; }
}
