namespace Swarm.Messaging.Wasm;

/// <summary>How a host's pool is. What status, snapshot and command line show.</summary>
/// <param name="Max">Instances at most; <paramref name="Min"/> at least.</param>
/// <param name="Utilization">Used slots / all slots, two decimals.</param>
/// <param name="PendingRequests">Attempts that wait for a slot.</param>
/// <param name="AvgUtilization">Mean of all looks at utilisation, two decimals.</param>
/// <param name="FailedStarts">Instances that could not be started.</param>
/// <param name="LastScalingAction">Null: none yet.</param>
/// <param name="ScalingEvents">The last ten, oldest first.</param>
internal sealed record PoolReport(
    string HostId,
    int PoolSize,
    int Min,
    int Max,
    double Utilization,
    int UsedSlots,
    int TotalSlots,
    int HealthyInstances,
    int BusyInstances,
    int PendingRequests,
    long TotalCreated,
    long TotalDestroyed,
    long FailedStarts,
    double AvgUtilization,
    ScalingEvent? LastScalingAction,
    IReadOnlyList<ScalingEvent> ScalingEvents,
    IReadOnlyList<InstanceReport> Instances);
