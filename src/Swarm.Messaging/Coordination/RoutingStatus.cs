using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Coordination;

/// <summary>Area <c>routing</c>: placement's outcomes by route, and its targets, for people. Counted by outcomes, never by choices.</summary>
internal sealed class RoutingStatus(ICoordinatorStore store, IPlacementStore placement, IServiceProvider services) : IStatusSource
{
    private const string AgentType = "agent";

    public string Area => "routing";

    public async Task<object> ReportAsync(CancellationToken cancellation)
    {
        var totals = await store.ReadAsync(cancellation).ConfigureAwait(false);
        var agents = (await placement.TargetsAsync(cancellation).ConfigureAwait(false)).Targets
            .Where(t => t.Status == "active" && (t.Type == AgentType || t.Capabilities.Contains(AgentType))).ToList();
        return new RoutingReport(
            totals.Routes, agents.Count, await InstancesAsync(cancellation).ConfigureAwait(false),
            agents.Count == 0 ? 0 : Math.Round(agents.Average(a => a.Used), 2), await TableAsync(cancellation).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<RoutingTableEntry>> TableAsync(CancellationToken cancellation) =>
    [
        .. (await placement.RoutesAsync(cancellation).ConfigureAwait(false)).Select(r => new RoutingTableEntry(
            r.Route, [.. r.Last.Select(o => new RoutingTableOutcome(o.TargetId, o.At.ToUnixTimeMilliseconds(), o.Success))],
            r.SuccessCount, r.FailureCount, r.AvgResponseMs)),
    ];

    private async Task<int> InstancesAsync(CancellationToken cancellation) =>
        // Asked for here: this is an area, too.
        services.GetServices<IStatusSource>().FirstOrDefault(s => s.Area == "wasm") is { } pool
        && JsonSerializer.SerializeToElement(await pool.ReportAsync(cancellation).ConfigureAwait(false), WireJson.Options) is { ValueKind: JsonValueKind.Object } report
        && report.TryGetProperty("healthyInstances", out var healthy) && healthy.ValueKind == JsonValueKind.Number
            ? healthy.GetInt32()
            : 0;
}
