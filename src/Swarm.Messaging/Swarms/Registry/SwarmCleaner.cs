using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Every five minutes: swarms that nobody touches, and archives past their time, go. Any number of processes may run it.</summary>
internal sealed class SwarmCleaner(ISwarmRegistry registry, IOptionsMonitor<SwarmsOptions> options, TimeProvider time, ILogger<SwarmCleaner> log)
    : PeriodicService(options.CurrentValue.CleanUpInterval, time, log)
{
    public override TimeSpan Interval => options.CurrentValue.CleanUpInterval;

    public Task<SwarmCleaned> RunOnceAsync(CancellationToken cancellation) => registry.CleanUpAsync(cancellation);

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }
}
