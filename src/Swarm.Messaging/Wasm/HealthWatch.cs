using Microsoft.Extensions.Logging;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Wasm;

/// <summary>Looks at the health of instances every half minute, and takes away what dead hosts left.</summary>
internal sealed class HealthWatch(InstancePool pool, PoolKeys keys, TimeProvider time, ILogger<HealthWatch> log)
    : PeriodicService(pool.Options.HealthCheck, time, log)
{
    public override TimeSpan Interval => pool.Options.HealthCheck;

    public async Task<HealthLook> RunOnceAsync(CancellationToken cancellation)
    {
        var look = await pool.LookAtHealthAsync(cancellation).ConfigureAwait(false);
        await keys.CleanAsync(cancellation).ConfigureAwait(false);
        return look;
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        if (pool.IsOpen)
            await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }
}
