namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>A command about an existing run took effect, or found it in effect already.</summary>
public sealed record WorkflowChanged
{
    public int SchemaVersion { get; init; } = 1;

    public required string Command { get; init; }

    public required string ExecutionId { get; init; }

    /// <summary>The run's state after the command.</summary>
    public required string State { get; init; }

    /// <summary>False when it was so already.</summary>
    public bool Changed { get; init; }
}
