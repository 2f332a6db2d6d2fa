using Microsoft.Extensions.Options;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Routing;

internal sealed class RoutingStatus(
    RoutingTable table, ICoordinatorStore coordinator, IPlacementStore placement, ISharedDocuments documents, IOptionsMonitor<PlacementOptions> options) : IStatusSource
{
    private const string Instances = "swarm:wasm-instances";

    public string Area => "routing";

    public async Task<object> ReportAsync(CancellationToken cancellation)
    {
        var totals = await coordinator.ReadAsync(cancellation).ConfigureAwait(false);
        var targets = (await placement.TargetsAsync(cancellation).ConfigureAwait(false)).Targets;
        // Instances of outside programs register as agents do, and are counted as what they are.
        List<TargetReport> agents = [.. targets.Where(t => t.Type == TargetTypes.Agent && t.Status == "active" && t.Capabilities.Contains(CodeRequirements.Agent))];
        return new RoutingReport(
            totals.Routes,
            options.CurrentValue.StrategyOf(CodeRequirements.Kind),
            agents.Count,
            (await documents.GetFieldsAsync(Instances, cancellation).ConfigureAwait(false)).Count,
            agents.Count == 0 ? 0 : Math.Round(agents.Average(a => (double)a.Used), 2),
            await table.EntriesAsync(cancellation).ConfigureAwait(false));
    }
}
