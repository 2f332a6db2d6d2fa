using Swarm.Messaging.Status;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Area <c>swarms</c>: what swarms there are, what was done with their states, and what is published of it.</summary>
internal sealed class SwarmStatistics(ISwarmRegistry registry, ISwarmStates states, SwarmReads reads, Hosting.HostedSwarms hosted, TimeProvider time) : IStatusSource
{
    private readonly long started = time.GetTimestamp();

    public string Area => "swarms";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await ReadAsync(cancellation).ConfigureAwait(false);

    public async Task<SwarmsReport> ReadAsync(CancellationToken cancellation)
    {
        await reads.CountAsync(cancellation).ConfigureAwait(false);
        var figures = await registry.FiguresAsync(cancellation).ConfigureAwait(false);
        var state = await states.FiguresAsync(cancellation).ConfigureAwait(false);
        return new SwarmsReport(
            new RegistryReport(
                figures.TotalRegistered, figures.Active, figures.Completed, figures.Failed, figures.TotalAgents,
                figures.Archived == 0 ? 0 : figures.LifetimeMs / figures.Archived, reads.SwarmsCached, (long)time.GetElapsedTime(started).TotalMilliseconds, figures.ByStatus),
            new StateReport(
                state.StatesSaved, state.StatesLoaded, state.SnapshotsCreated, state.RecoveriesPerformed, state.Errors, reads.StatesCached, hosted.All.Count));
    }
}

internal sealed record SwarmsReport(RegistryReport Registry, StateReport State);

/// <param name="ActiveSwarms">With a place in the limit.</param>
/// <param name="CompletedSwarms">Ever.</param>
/// <param name="FailedSwarms">Ever.</param>
/// <param name="TotalAgents">Of those registered now.</param>
/// <param name="AvgSwarmLifetime">Of those that left the registry, ms.</param>
/// <param name="CacheSize">Swarms this process remembers.</param>
/// <param name="Uptime">Of this process, ms.</param>
internal sealed record RegistryReport(
    long TotalRegistered, long ActiveSwarms, long CompletedSwarms, long FailedSwarms, long TotalAgents, long AvgSwarmLifetime, int CacheSize, long Uptime,
    IReadOnlyDictionary<string, long> ByStatus);

/// <param name="CacheSize">States this process remembers.</param>
/// <param name="ActiveSnapshotTimers">Swarms that this process hosts and keeps snapshots of.</param>
internal sealed record StateReport(
    long StatesSaved, long StatesLoaded, long SnapshotsCreated, long RecoveriesPerformed, long Errors, int CacheSize, int ActiveSnapshotTimers);
