using Microsoft.Extensions.Logging;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Wasm;

/// <summary>Looks at utilisation every minute.</summary>
internal sealed class UtilizationWatch(InstancePool pool, TimeProvider time, ILogger<UtilizationWatch> log)
    : PeriodicService(pool.Options.UtilizationCheck, time, log)
{
    public override TimeSpan Interval => pool.Options.UtilizationCheck;

    public PoolLook RunOnce() => pool.LookAtUtilization();

    protected override Task<bool> RunAsync(CancellationToken cancellation)
    {
        if (pool.IsOpen)
            RunOnce();
        return Task.FromResult(false);
    }
}
