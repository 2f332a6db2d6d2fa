using Microsoft.Extensions.Options;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Routing;

internal sealed class RoutingStatus(
    RoutingTable table, IPlacementStore placement, ICounters counters, ISharedDocuments documents, IOptionsMonitor<PlacementOptions> options) : IStatusSource
{
    private const string Instances = "swarm:wasm-instances";

    public string Area => "routing";

    public async Task<object> ReportAsync(CancellationToken cancellation)
    {
        var counted = await counters.ReadAsync(RoutingNews.Area, cancellation).ConfigureAwait(false);
        var targets = (await placement.TargetsAsync(cancellation).ConfigureAwait(false)).Targets;
        List<TargetReport> agents = [.. targets.Where(t => t.Type == TargetTypes.Agent && t.Status == "active")];
        return new RoutingReport(
            (long)counted.GetValueOrDefault(RoutingNews.Total),
            options.CurrentValue.StrategyOf(CodeRequirements.Kind),
            agents.Count,
            (await documents.GetFieldsAsync(Instances, cancellation).ConfigureAwait(false)).Count,
            agents.Count == 0 ? 0 : Math.Round(agents.Average(a => (double)a.Used), 2),
            await table.EntriesAsync(cancellation).ConfigureAwait(false));
    }
}
