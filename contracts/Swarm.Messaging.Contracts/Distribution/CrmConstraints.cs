namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>What a CRM task waits for, and how long and how often it is tried.</summary>
public sealed record CrmConstraints
{
    /// <summary>Ids of tasks that must complete first, at most 100. It waits, blocked; when one of them ends otherwise it is cancelled with the reason <c>dependency_failed</c>.</summary>
    public IReadOnlyList<string>? Dependencies { get; init; }

    /// <summary>Executions after the first, 0..99. Default 3.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Longest time of one execution from its start, in ms. Default 300,000.</summary>
    public long? TimeoutAfter { get; init; }

    /// <summary>Names of approvals that must be given by <see cref="ApproveTask"/> first, at most 16 of <c>[A-Za-z0-9._-]{1,64}</c>.</summary>
    public IReadOnlyList<string>? RequiredApprovals { get; init; }
}
