using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Routing;

/// <summary>
/// Shows the routing table under its fixed name. The truth is placement's, where every outcome is written with the release of its slot, so
/// it does not matter which host shows it, nor how often.
/// </summary>
internal sealed class RoutingTable(IPlacementStore placement, ISharedDocuments documents, TimeProvider time, ILogger<RoutingTable> log)
    : PeriodicService(TimeSpan.FromSeconds(5), time, log)
{
    public const string Key = "swarm:phase-5:routing-table";

    private static readonly TimeSpan Ttl = TimeSpan.FromHours(1);

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    /// <returns>How many routes there are.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var entries = await EntriesAsync(cancellation).ConfigureAwait(false);
        var document = new
        {
            Entries = entries.ToDictionary(e => e.Route, e => e, StringComparer.Ordinal), Timestamp = Time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await documents.SetAsync(Key, JsonSerializer.SerializeToUtf8Bytes(document, WireJson.Options), Ttl, cancellation).ConfigureAwait(false);
        return entries.Count;
    }

    public async Task<IReadOnlyList<RoutingTableEntry>> EntriesAsync(CancellationToken cancellation) =>
        [.. (await placement.RoutesAsync(cancellation).ConfigureAwait(false)).Select(RoutingTableEntry.Of)];
}
