namespace Swarm.Messaging.Workers.Health;

/// <summary>How a pool is, as a whole.</summary>
/// <param name="Status">healthy, degraded or critical.</param>
/// <param name="CapacityPercent">Healthy workers of all; 0 when there are none.</param>
/// <param name="UtilizationPercent">Busy workers of the healthy ones; 0 when there are none.</param>
/// <param name="Alerts">In the list of alerts.</param>
internal sealed record PoolHealth(string Status, double CapacityPercent, double UtilizationPercent, int Alerts)
{
    public static PoolHealth Of(int total, int healthy, int busy, bool criticalOfLate, int alerts)
    {
        var capacity = total == 0 ? 0 : 100.0 * healthy / total;
        var utilization = healthy == 0 ? 0 : 100.0 * busy / healthy;
        var status = criticalOfLate || capacity < 50 ? "critical" : capacity < 80 || utilization > 90 ? "degraded" : "healthy";
        return new(status, Math.Round(capacity, 1), Math.Round(utilization, 1), alerts);
    }
}
