using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Every second: swarms whose heartbeats stopped are interrupted, and those without a host get one. Any number of processes may look.</summary>
internal sealed partial class SwarmWatch(ISwarmRegistry registry, SwarmReads reads, SwarmConditions conditions, Announcer announcer, IOptionsMonitor<SwarmsOptions> options, TimeProvider time, ILogger<SwarmWatch> log)
    : PeriodicService(options.CurrentValue.WatchInterval, time, log)
{
    public const string Detected = "interrupted_swarms_detected";

    public override TimeSpan Interval => options.CurrentValue.WatchInterval;

    public async Task<SwarmWatched> RunOnceAsync(CancellationToken cancellation)
    {
        var watched = await registry.WatchAsync(cancellation).ConfigureAwait(false);
        conditions.Counted((await registry.FiguresAsync(cancellation).ConfigureAwait(false)).Active);
        conditions.Failed(await reads.CountAsync(cancellation).ConfigureAwait(false));
        if (watched.Interrupted.Count > 0)
        {
            Interrupted(watched.Interrupted, options.CurrentValue.InterruptAfter);
            await announcer.TellAsync(SwarmPublisher.Channel, Detected, new { SwarmIds = watched.Interrupted }, cancellation).ConfigureAwait(false);
        }

        return watched;
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The swarms {SwarmIds} were not heard of for {Silence} and are interrupted")]
    private partial void Interrupted(IReadOnlyList<string> swarmIds, TimeSpan silence);
}
