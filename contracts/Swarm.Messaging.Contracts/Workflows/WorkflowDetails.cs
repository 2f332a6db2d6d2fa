using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>Everything known of a run.</summary>
public sealed record WorkflowDetails : WorkflowSummary
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Rises with every commit.</summary>
    public long Version { get; init; }

    /// <summary>True once every node succeeded or was skipped by a condition, false once it ended otherwise; absent while it is open.</summary>
    public bool? Success { get; init; }

    /// <summary>0, and one more each time it is run again.</summary>
    public int Run { get; init; }

    /// <summary>stop or continue.</summary>
    public required string Policy { get; init; }

    /// <summary>False: its nodes run one at a time.</summary>
    public bool EnableDistributed { get; init; } = true;

    public long TimeoutMs { get; init; }

    /// <summary>From acceptance, or from being run again, to the end or to now.</summary>
    public long TotalExecutionTimeMs { get; init; }

    public long EstimatedMs { get; init; }

    public IReadOnlyList<WorkflowPartition> Partitions { get; init; } = [];

    /// <summary>Lists of partition ids; those of one list may run in parallel.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ExecutionOrder { get; init; } = [];

    /// <summary>In the order of the definition.</summary>
    public IReadOnlyList<WorkflowNodeStatus> Nodes { get; init; } = [];

    /// <summary>Node id to its result, of nodes that have ended; data only when asked for.</summary>
    public IReadOnlyDictionary<string, WorkflowNodeResult> Results { get; init; } = new Dictionary<string, WorkflowNodeResult>();

    /// <summary>Absent from hosts that do not count yet.</summary>
    public WorkflowStats? Stats { get; init; }

    public IReadOnlyList<WorkflowError> Errors { get; init; } = [];

    /// <summary>What counts as done and may not be: nodes that a rerun has kept though their compensation was tried before and may have undone them; and workflows inside that a rerun has skipped though they have left something.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];
}
