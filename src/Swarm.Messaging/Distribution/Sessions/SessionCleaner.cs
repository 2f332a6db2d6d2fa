using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>Every 30 s: sessions that nobody uses, or that drain, go as soon as nothing runs in them. Any number of hosts may run it.</summary>
internal sealed class SessionCleaner(ISessionStore sessions, IOptions<DistributionOptions> options, IOptionsMonitor<PlacementOptions> placement, TimeProvider time, ILogger<SessionCleaner> log)
    : PeriodicService(options.Value.SessionCleanUp, time, log)
{
    public override TimeSpan Interval => options.Value.SessionCleanUp;

    /// <returns>The ids of those that went.</returns>
    public Task<IReadOnlyList<string>> RunOnceAsync(CancellationToken cancellation) => sessions.CleanUpAsync(placement.CurrentValue.SessionIdle, cancellation);

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }
}
