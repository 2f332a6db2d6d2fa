using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers;

/// <summary>The pool's life within its host: it begins before the targets and ends after them, when nothing runs in it any more.</summary>
internal sealed class WorkerPoolService(WorkerPool pool) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (pool.Options is { Enabled: true, Start: PoolStart.Host })
            pool.EnsureStarted();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => pool.StopAsync();
}
