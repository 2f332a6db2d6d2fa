using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasm;

/// <summary>The pool's beginning and end within the host's.</summary>
internal sealed class PoolService(InstancePool pool, IOptions<ExecutionOptions> execution) : IHostedService
{
    /// <summary>Does not wait for the instances: the host can answer before the first module is compiled.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (execution.Value.Enabled)
            pool.Open();
        return Task.CompletedTask;
    }

    /// <summary>When the targets have drained; what still runs here gets its last moment.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => pool.CloseAsync();
}
