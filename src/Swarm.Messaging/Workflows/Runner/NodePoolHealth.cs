namespace Swarm.Messaging.Workflows.Runner;

/// <summary>How a host's runner is as a whole. Pure.</summary>
internal static class NodePoolHealth
{
    public const string Healthy = "healthy";
    public const string Degraded = "degraded";
    public const string Unhealthy = "unhealthy";

    /// <summary>A worker that failed too often is well again with fewer failures in a row than this.</summary>
    public const int WellBelow = 3;

    /// <param name="heapMb">Of the process.</param>
    public static string Of(int workers, int unhealthy, double heapMb, double warningMb, double criticalMb) =>
        unhealthy * 2 > workers || heapMb > criticalMb ? Unhealthy
        : unhealthy > 0 || heapMb > warningMb ? Degraded : Healthy;
}
