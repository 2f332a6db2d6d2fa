namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>What is kept of a task's failures, by execution.</summary>
internal sealed record TaskRecord(
    IReadOnlyDictionary<int, RecoveryReport> Reports, IReadOnlyDictionary<int, FailureDetail> Details, TaskFallback? Fallback)
{
    /// <summary>When the first recovery of the task began.</summary>
    public DateTimeOffset? RecoveringSince => Reports.Count == 0 ? null : Reports.Values.Min(r => r.StartedAt);

    public IReadOnlyList<RecoveryReport> InOrder => [.. Reports.OrderBy(r => r.Key).Select(r => r.Value)];
}
