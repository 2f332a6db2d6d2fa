using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasm;

/// <summary>The pool's beginning and end within the host's, and its settings while it runs.</summary>
internal sealed partial class PoolService(
    InstancePool pool, IOptionsMonitor<WasmPoolOptions> options, IOptions<ExecutionOptions> execution, ILogger<PoolService> log) : IHostedService, IDisposable
{
    private readonly Lock gate = new();
    private WasmPoolOptions seen = options.CurrentValue.Copy();
    private IDisposable? subscription;

    /// <summary>Does not wait for the instances: the host can answer before the first module is compiled.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = options.OnChange(Take);
        if (execution.Value.Enabled)
            pool.Open();
        return Task.CompletedTask;
    }

    /// <summary>When the targets have drained; what still runs here gets its last moment.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return pool.CloseAsync();
    }

    public void Dispose() => Interlocked.Exchange(ref subscription, null)?.Dispose();

    /// <summary>What has changed of the settings, and no more: limits that an operator has set on this host meanwhile stay.</summary>
    private void Take(WasmPoolOptions next)
    {
        lock (gate)
        {
            var changed = typeof(WasmPoolOptions).GetProperties().Where(p => p.CanWrite && !Equals(p.GetValue(next), p.GetValue(seen))).ToList();
            seen = next.Copy();
            if (changed.Count == 0)
                return;
            var problems = pool.Configure(o => changed.ForEach(p => p.SetValue(o, p.GetValue(seen))));
            if (problems.Count > 0)
                NotTaken(string.Join(" ", problems));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changed settings do not go together with the limits this pool has now, and it keeps those: {Reason}")]
    private partial void NotTaken(string reason);
}
