using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Every 30 s: what is published of all swarms is gone through, so that nothing outdated stays, whoever crashed while it wrote.</summary>
internal sealed class SwarmSweeper(ISwarmPublication publication, SwarmStatistics statistics, IOptionsMonitor<SwarmsOptions> options, TimeProvider time, ILogger<SwarmSweeper> log)
    : PeriodicService(options.CurrentValue.SweepInterval, time, log)
{
    public override TimeSpan Interval => options.CurrentValue.SweepInterval;

    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        var report = await statistics.ReadAsync(cancellation).ConfigureAwait(false);
        await publication.AllAsync(Json(report.Registry), Json(report.State), cancellation).ConfigureAwait(false);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    private static byte[] Json<T>(T report) => JsonSerializer.SerializeToUtf8Bytes(report, WireJson.Options);
}
