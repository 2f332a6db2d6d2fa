using Microsoft.Extensions.Logging;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>Once a minute: what has expired leaves memory, and who waits for that long looks again.</summary>
internal sealed class CacheCare(MemoryTier memory, CacheWaits waits, TimeProvider time, ILogger<CacheCare> log)
    : PeriodicService(EveryMinute, time, log)
{
    private static readonly TimeSpan EveryMinute = TimeSpan.FromSeconds(60);

    public (int Expired, int Woken) RunOnce() => (memory.Purge(), waits.WakeOlderThan(EveryMinute));

    protected override Task<bool> RunAsync(CancellationToken cancellation)
    {
        RunOnce();
        return Task.FromResult(false);
    }
}
