namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>The nodes of one level, which run in parallel.</summary>
public sealed record WorkflowPartition
{
    /// <summary><c>partition_{level}</c>, from 0.</summary>
    public required string PartitionId { get; init; }

    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>Nodes of earlier levels that it waits for.</summary>
    public required IReadOnlyList<string> Dependencies { get; init; }

    /// <summary>Sum of the weights of its nodes.</summary>
    public int Complexity { get; init; }

    /// <summary>Complexity times 100 ms: its work, were it done one by one.</summary>
    public long WorkMs { get; init; }

    /// <summary>Of its longest node.</summary>
    public long EstimatedMs { get; init; }
}
