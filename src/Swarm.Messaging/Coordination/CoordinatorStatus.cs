using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Coordination;

/// <summary>Area <c>coordinator</c>: code tasks over all hosts, and what other areas say beside them. Also the answer to <c>system_status_request</c>.</summary>
internal sealed class CoordinatorStatus(
    ICoordinatorStore store, IPlacementStore placement, IServiceProvider services, TimeProvider time) : IStatusSource
{
    private readonly long begun = time.GetTimestamp();

    public string Area => "coordinator";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await LookAsync(cancellation).ConfigureAwait(false);

    public async Task<CoordinatorReport> LookAsync(CancellationToken cancellation)
    {
        var totals = await store.ReadAsync(cancellation).ConfigureAwait(false);
        var places = await placement.ReportAsync(cancellation).ConfigureAwait(false);
        return new CoordinatorReport(
            new CoordinatorFigures(
                totals.Running, MaxConcurrent(places), totals.Total, totals.Waiting, totals.Successful, totals.Failed, totals.Rerouted,
                totals.SuccessRate, totals.AverageDurationMs, totals.Routes),
            await AreaAsync("routing", cancellation).ConfigureAwait(false),
            await AreaAsync("wasm", cancellation).ConfigureAwait(false),
            await AreaAsync("errors", cancellation).ConfigureAwait(false),
            Math.Round(time.GetElapsedTime(begun).TotalSeconds, 1),
            new MemoryFigures(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false)),
            time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Null when nobody offers the area.</summary>
    public async Task<object?> AreaAsync(string area, CancellationToken cancellation) =>
        // Asked for here: this is an area, too.
        services.GetServices<IStatusSource>().FirstOrDefault(s => s.Area == area) is { } source
            ? await source.ReportAsync(cancellation).ConfigureAwait(false)
            : null;

    /// <summary>Placement's limit for the whole system; without one, what the targets that are there can take.</summary>
    private static int MaxConcurrent(PlacementReport places) =>
        places.Kinds.FirstOrDefault(k => k.Kind == TaskSteps.Kind) is { Limit: > 0 and var limit }
            ? limit
            : places.Targets.Where(t => t.Status == "active" && t.Capabilities.Any(c => c.StartsWith(TaskSteps.Kind + "/", StringComparison.Ordinal))).Sum(t => t.Slots);
}
