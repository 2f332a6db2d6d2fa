namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>
/// How a node's result is kept: for every node of the same client and workflow that does the same with the same configuration and input.
/// Only for nodes that change nothing: one that is answered from the cache does not run.
/// </summary>
public sealed record WorkflowNodeCache
{
    /// <summary>How long it may be used, in milliseconds, 1..2,592,000,000 (30 days). Absent: as the host is set, 1 h unless changed.</summary>
    public long? TtlMs { get; init; }
}
