namespace Swarm.Messaging.Wasm;

/// <summary>Status document of area <c>wasm</c>, and the snapshot <c>swarm:phase-5:wasm-pool</c>: all hosts.</summary>
/// <param name="PoolSize">Of all hosts together, like all figures outside of <paramref name="Hosts"/>.</param>
/// <param name="Utilization">Used slots / all slots, two decimals.</param>
/// <param name="ScalingEvents">The last ten, oldest first.</param>
/// <param name="Timestamp">Epoch ms.</param>
internal sealed record PoolOverview(
    int PoolSize,
    int Min,
    int Max,
    double Utilization,
    int HealthyInstances,
    int BusyInstances,
    int PendingRequests,
    long TotalCreated,
    long TotalDestroyed,
    double AvgUtilization,
    ScalingEvent? LastScalingAction,
    IReadOnlyList<ScalingEvent> ScalingEvents,
    IReadOnlyList<HostPool> Hosts,
    IReadOnlyList<InstanceReport> Instances,
    long Timestamp)
{
    private const int MostScalingEvents = 10;

    public static PoolOverview Of(IReadOnlyList<PoolReport> hosts, DateTimeOffset now)
    {
        var slots = hosts.Sum(h => h.TotalSlots);
        IReadOnlyList<ScalingEvent> scalings = [.. hosts.SelectMany(h => h.ScalingEvents).OrderBy(e => e.Timestamp).TakeLast(MostScalingEvents)];
        return new PoolOverview(
            hosts.Sum(h => h.PoolSize), hosts.Sum(h => h.Min), hosts.Sum(h => h.Max),
            slots == 0 ? 0 : Math.Round((double)hosts.Sum(h => h.UsedSlots) / slots, 2),
            hosts.Sum(h => h.HealthyInstances), hosts.Sum(h => h.BusyInstances), hosts.Sum(h => h.PendingRequests),
            hosts.Sum(h => h.TotalCreated), hosts.Sum(h => h.TotalDestroyed),
            hosts.Count == 0 ? 0 : Math.Round(hosts.Average(h => h.AvgUtilization), 2),
            scalings is [.., var last] ? last : null, scalings, [.. hosts.Select(HostPool.Of)], [.. hosts.SelectMany(h => h.Instances)], now.ToUnixTimeMilliseconds());
    }
}
