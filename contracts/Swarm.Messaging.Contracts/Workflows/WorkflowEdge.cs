namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>The target waits for the source and sees its result.</summary>
public sealed record WorkflowEdge
{
    public string? Source { get; init; }

    public string? Target { get; init; }

    /// <summary>
    /// A JMESPath expression over the source's result. Where it is not true the edge is not taken; a node none of whose edges is taken is skipped.
    /// </summary>
    public string? Condition { get; init; }
}
