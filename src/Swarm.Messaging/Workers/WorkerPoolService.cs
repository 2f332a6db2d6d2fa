using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers;

/// <summary>The pool's life within its host: it begins before the targets and ends after them, when nothing runs in it any more. Settings of run time reach it meanwhile.</summary>
internal sealed class WorkerPoolService(WorkerPool pool, IOptionsMonitor<WorkersOptions> options) : IHostedService, IDisposable
{
    private IDisposable? subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = options.OnChange(pool.Configure);
        if (pool.Options is { Enabled: true, Start: PoolStart.Host })
            pool.EnsureStarted();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return pool.StopAsync();
    }

    public void Dispose() => Interlocked.Exchange(ref subscription, null)?.Dispose();
}
