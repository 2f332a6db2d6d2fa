using Microsoft.Extensions.Logging;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Routing;

/// <summary>Keeps the board up to date.</summary>
internal sealed class RoutingBoardService(RoutingBoard board, IPlacementStore placement, TimeProvider time, ILogger<RoutingBoardService> log)
    : PeriodicService(TimeSpan.FromSeconds(2), time, log)
{
    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    /// <returns>How many targets there are.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var report = await placement.ReportAsync(cancellation).ConfigureAwait(false);
        board.Show([.. report.Targets.Select(Target)]);
        return report.Targets.Count;
    }

    private static RoutingTarget Target(TargetReport seen, int order) => new()
    {
        TargetId = seen.TargetId,
        Type = seen.Type,
        Status = seen.Status,
        Slots = seen.Slots,
        Used = seen.Used,
        Capabilities = seen.Capabilities.ToHashSet(StringComparer.Ordinal),
        LastSeen = seen.LastSeen,
        Order = order,
    };
}
