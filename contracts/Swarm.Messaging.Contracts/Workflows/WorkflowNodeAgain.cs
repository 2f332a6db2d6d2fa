namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>A node that runs again although it does not come after the one that was named.</summary>
public sealed record WorkflowNodeAgain
{
    public required string NodeId { get; init; }

    /// <summary>How it stood before, one of <see cref="WorkflowNodeStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Why { get; init; }
}
