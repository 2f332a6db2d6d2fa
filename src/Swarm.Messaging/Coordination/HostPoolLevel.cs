using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Coordination;

/// <summary>The pool of this host, when it has one.</summary>
internal sealed class HostPoolLevel(InstancePool pool, HostIdentity host) : IPoolLevels
{
    public Task<IReadOnlyList<PoolLevel>> LookAsync(CancellationToken cancellation)
    {
        if (!pool.HasEngine)
            return Task.FromResult<IReadOnlyList<PoolLevel>>([]);
        var report = pool.Report(host.HostId);
        return Task.FromResult<IReadOnlyList<PoolLevel>>([new(host.HostId, report.PoolSize, report.Max, report.Utilization, pool.LastStartFailure)]);
    }
}
