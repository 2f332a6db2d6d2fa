namespace Swarm.Messaging.Wasm;

/// <summary>One host's pool in an overview.</summary>
internal sealed record HostPool(
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
    double AvgUtilization)
{
    public static HostPool Of(PoolReport report) => new(
        report.HostId, report.PoolSize, report.Min, report.Max, report.Utilization, report.UsedSlots, report.TotalSlots,
        report.HealthyInstances, report.BusyInstances, report.PendingRequests, report.TotalCreated, report.TotalDestroyed,
        report.FailedStarts, report.AvgUtilization);
}
