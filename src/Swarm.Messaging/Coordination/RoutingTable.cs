using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Coordination;

/// <summary>Publishes the routing table under the name that the specification gives it. A copy: the truth is placement's.</summary>
internal sealed class RoutingTable(RoutingStatus routing, ISharedDocuments documents, TimeProvider time)
{
    /// <summary>The table is read as a whole; under load a copy of a second ago is good enough.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long last;

    /// <summary>Unless it was published just now; the monitoring publishes what then is left out.</summary>
    public async Task PublishSoonAsync(CancellationToken cancellation)
    {
        var before = Interlocked.Read(ref last);
        if ((before == 0 || time.GetElapsedTime(before) >= Pause) && Interlocked.CompareExchange(ref last, time.GetTimestamp(), before) == before)
            await PublishAsync(cancellation).ConfigureAwait(false);
    }

    public async Task PublishAsync(CancellationToken cancellation)
    {
        var entries = await routing.TableAsync(cancellation).ConfigureAwait(false);
        var table = entries.ToDictionary(
            e => e.Route, e => new { e.Targets, e.SuccessCount, e.FailureCount, e.AvgResponseTime }, StringComparer.Ordinal);
        await documents.SetAsync(
            CoordinationNames.RoutingTable, JsonSerializer.SerializeToUtf8Bytes(table, WireJson.Options), CoordinationNames.SnapshotTtl, cancellation).ConfigureAwait(false);
    }
}
