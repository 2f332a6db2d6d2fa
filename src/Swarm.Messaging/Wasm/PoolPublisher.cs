using Microsoft.Extensions.Logging;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Wasm;

/// <summary>Writes the pool's keys every 5 s, with what its guests use; changes of the pool itself are written at once by <see cref="PoolEventPump"/>.</summary>
internal sealed class PoolPublisher(InstancePool pool, PoolKeys keys, TimeProvider time, ILogger<PoolPublisher> log)
    : PeriodicService(TimeSpan.FromSeconds(5), time, log)
{
    /// <summary>After the pool: nothing of this host stays.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (pool.HasEngine)
            await keys.WithdrawAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>How many instances are written.</returns>
    public Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        pool.Sample();
        return keys.WriteAsync(cancellation);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        if (pool.IsOpen)
            await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }
}
