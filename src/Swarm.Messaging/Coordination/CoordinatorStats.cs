using System.Globalization;
using System.Text;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Coordination;

/// <summary>Publishes the statistics under the name that the specification gives them. A copy: the truth is in <see cref="ICoordinatorStore"/>.</summary>
internal sealed class CoordinatorStats(ICoordinatorStore store, ISharedDocuments documents)
{
    /// <param name="wasmUtilization">0..1; null leaves what is there.</param>
    public async Task<CoordinatorTotals> PublishAsync(double? wasmUtilization, CancellationToken cancellation)
    {
        var totals = await store.ReadAsync(cancellation).ConfigureAwait(false);
        var fields = Fields(totals);
        if (wasmUtilization is { } utilization)
            fields["wasmUtilization"] = utilization;
        await documents.SetFieldsAsync(
            CoordinationNames.Stats,
            fields.ToDictionary(f => f.Key, f => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(f.Value.ToString(CultureInfo.InvariantCulture)), StringComparer.Ordinal),
            CoordinationNames.SnapshotTtl,
            cancellation).ConfigureAwait(false);
        return totals;
    }

    private static Dictionary<string, double> Fields(CoordinatorTotals totals) => new(StringComparer.Ordinal)
    {
        ["totalTasks"] = totals.Total,
        ["successfulTasks"] = totals.Successful,
        ["failedTasks"] = totals.Failed,
        ["runningTasks"] = totals.Running,
        ["waitingTasks"] = totals.Waiting,
        ["reroutedTasks"] = totals.Rerouted,
        ["totalRoutes"] = totals.Routes,
        ["avgTaskDuration"] = totals.AverageDurationMs,
        ["successRate"] = totals.SuccessRate,
    };
}
