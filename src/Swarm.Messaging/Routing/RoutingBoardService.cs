using Microsoft.Extensions.Logging;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Routing;

/// <summary>Keeps the board up to date: at once when a target comes, changes or goes, and every 5 s for what nobody tells.</summary>
internal sealed class RoutingBoardService(RoutingBoard board, IPlacementStore placement, TimeProvider time, ILogger<RoutingBoardService> log)
    : PeriodicService(TimeSpan.FromSeconds(5), time, log)
{
    private IAsyncDisposable? watch;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (watch is not null)
            await watch.DisposeAsync().ConfigureAwait(false);
    }

    /// <returns>How many targets there are.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var snapshot = await placement.TargetsAsync(cancellation).ConfigureAwait(false);
        board.Show([.. snapshot.Targets.Select(Target)]);
        return snapshot.Targets.Count;
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        watch ??= await placement.WatchTargetsAsync(_ => RunOnceAsync(CancellationToken.None), cancellation).ConfigureAwait(false);
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    private static RoutingTarget Target(TargetReport seen) => new()
    {
        TargetId = seen.TargetId,
        Type = seen.Type,
        Status = seen.Status,
        Slots = seen.Slots,
        Used = seen.Used,
        Capabilities = seen.Capabilities.ToHashSet(StringComparer.Ordinal),
        AvgResponseTime = seen.AvgResponseMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
        LastSeen = seen.LastSeen,
        Order = seen.Order,
    };
}
