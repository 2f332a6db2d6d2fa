using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Faults;

/// <summary>Placement as a host sees it that may die at any call.</summary>
internal sealed class FaultyPlacementStore(IPlacementStore store, FaultInjector faults) : IPlacementStore
{
    public Task<IReadOnlyList<PlaceResult>> TryPlaceAsync(IReadOnlyList<PlaceRequest> requests, CancellationToken cancellation) =>
        faults.RunAsync(nameof(TryPlaceAsync), requests, () => store.TryPlaceAsync(requests, cancellation));

    public Task<PlacementNews> ApplyAsync(IReadOnlyList<PlacementRequest> requests, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ApplyAsync), requests, () => store.ApplyAsync(requests, cancellation));

    public Task<IReadOnlyList<bool>> StartAttemptsAsync(
        string targetId, IReadOnlyList<string> tokens, string call, CancellationToken cancellation) =>
        faults.RunAsync(nameof(StartAttemptsAsync), tokens, () => store.StartAttemptsAsync(targetId, tokens, call, cancellation));

    public Task<PlacementNews> RegisterTargetAsync(TargetDefinition target, CancellationToken cancellation) =>
        faults.RunAsync(nameof(RegisterTargetAsync), target, () => store.RegisterTargetAsync(target, cancellation));

    public Task<PlacementNews?> SetSlotsAsync(string targetId, int slots, CancellationToken cancellation) =>
        faults.RunAsync(nameof(SetSlotsAsync), targetId, () => store.SetSlotsAsync(targetId, slots, cancellation));

    public Task<TargetRenewal> RenewAsync(string targetId, IReadOnlyList<string> tokens, CancellationToken cancellation) =>
        faults.RunAsync(nameof(RenewAsync), targetId, () => store.RenewAsync(targetId, tokens, cancellation));

    public Task DrainTargetAsync(string targetId, string? why, CancellationToken cancellation) =>
        faults.RunAsync(nameof(DrainTargetAsync), targetId, () => store.DrainTargetAsync(targetId, why, cancellation));

    public Task<PlacementNews> RemoveTargetAsync(string targetId, CancellationToken cancellation) =>
        faults.RunAsync(nameof(RemoveTargetAsync), targetId, () => store.RemoveTargetAsync(targetId, cancellation));

    public Task<PlacementNews> RemoveDeadTargetAsync(string targetId, CancellationToken cancellation) =>
        faults.RunAsync(nameof(RemoveDeadTargetAsync), targetId, () => store.RemoveDeadTargetAsync(targetId, cancellation));

    public Task<PlacementNews> SweepAsync(int limit, bool spare, CancellationToken cancellation) =>
        faults.RunAsync(nameof(SweepAsync), null, () => store.SweepAsync(limit, spare, cancellation));

    /// <summary>Changes nothing.</summary>
    public Task<TimeSpan?> UntilDueAsync(CancellationToken cancellation) => store.UntilDueAsync(cancellation);

    public Task AcknowledgeAsync(IReadOnlyCollection<string> lostTokens) =>
        faults.RunAsync(nameof(AcknowledgeAsync), lostTokens, () => store.AcknowledgeAsync(lostTokens));

    public Task<int> CleanOutcomesAsync(CancellationToken cancellation) =>
        faults.RunAsync(nameof(CleanOutcomesAsync), null, () => store.CleanOutcomesAsync(cancellation));

    public Task<TargetsSnapshot> TargetsAsync(CancellationToken cancellation) =>
        faults.RunAsync(nameof(TargetsAsync), null, () => store.TargetsAsync(cancellation));

    public Task<IAsyncDisposable> WatchTargetsAsync(Func<long, Task> changed, CancellationToken cancellation) =>
        faults.RunAsync(nameof(WatchTargetsAsync), null, () => store.WatchTargetsAsync(changed, cancellation));

    public Task<IReadOnlyList<RouteReport>> RoutesAsync(CancellationToken cancellation) =>
        faults.RunAsync(nameof(RoutesAsync), null, () => store.RoutesAsync(cancellation));

    public Task<PlacementExplanation> ExplainAsync(AttemptId attempt, Requirements requirements, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ExplainAsync), attempt, () => store.ExplainAsync(attempt, requirements, cancellation));

    public Task<PlacementReport> ReportAsync(CancellationToken cancellation) =>
        faults.RunAsync(nameof(ReportAsync), null, () => store.ReportAsync(cancellation));
}
