using Swarm.Messaging.Status;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.States;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Area <c>swarms</c>: what swarms there are, what was done with their states and messages, and what this process does for its own; and what is published of it.</summary>
internal sealed class SwarmStatistics(
    ISwarmRegistry registry, ISwarmStates states, SwarmReads reads, HostedSwarms hosted, ISwarmInboxes inboxes, SwarmHandlers handlers, SwarmSubscriptions subscriptions, ISwarmWork work,
    ISwarmLeadership leadership, TimeProvider time) : IStatusSource
{
    private readonly long started = time.GetTimestamp();

    public string Area => "swarms";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await ReadAsync(cancellation).ConfigureAwait(false);

    public async Task<SwarmsReport> ReadAsync(CancellationToken cancellation)
    {
        await reads.CountAsync(cancellation).ConfigureAwait(false);
        var figures = await registry.FiguresAsync(cancellation).ConfigureAwait(false);
        var state = await states.FiguresAsync(cancellation).ConfigureAwait(false);
        var coordinators = await CoordinatorsAsync(cancellation).ConfigureAwait(false);
        return new SwarmsReport(
            new RegistryReport(
                figures.TotalRegistered, figures.Active, figures.Completed, figures.Failed, figures.TotalAgents,
                figures.Archived == 0 ? 0 : figures.LifetimeMs / figures.Archived, reads.SwarmsCached, (long)time.GetElapsedTime(started).TotalMilliseconds, figures.ByStatus),
            new StateReport(
                state.StatesSaved, state.StatesLoaded, state.SnapshotsCreated, state.RecoveriesPerformed, state.Errors, reads.StatesCached, coordinators.Count),
            await MessengerAsync(cancellation).ConfigureAwait(false),
            coordinators,
            coordinators.Count,
            coordinators.Count);
    }

    private async Task<MessengerReport> MessengerAsync(CancellationToken cancellation)
    {
        var messages = await inboxes.FiguresAsync(cancellation).ConfigureAwait(false);
        return new MessengerReport(
            messages.Sent, messages.Received, messages.Broadcasts, messages.Targeted, messages.Errors, subscriptions.Count, messages.Waiting, handlers.Count, subscriptions.All);
    }

    private async Task<IReadOnlyList<CoordinatorReport>> CoordinatorsAsync(CancellationToken cancellation)
    {
        var own = hosted.All.OrderBy(s => s.SwarmId, StringComparer.Ordinal).ToList();
        var open = await work.CountOpenAsync([.. own.Select(s => s.SwarmId)], cancellation).ConfigureAwait(false);
        var leader = (await leadership.CurrentAsync(cancellation).ConfigureAwait(false))?.SwarmId;
        return [.. own.Zip(open, (swarm, tasks) => new CoordinatorReport(swarm.SwarmId, swarm.Status, swarm.Term, swarm.SwarmId == leader, tasks))];
    }
}

/// <param name="Coordinators">Of the swarms that the process that answers hosts.</param>
/// <param name="ActiveCoordinators">How many those are.</param>
/// <param name="ActiveMessengers">Swarms whose inboxes it reads.</param>
internal sealed record SwarmsReport(
    RegistryReport Registry, StateReport State, MessengerReport Messenger, IReadOnlyList<CoordinatorReport> Coordinators, int ActiveCoordinators, int ActiveMessengers);

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

/// <param name="MessagesSent">A broadcast is one.</param>
/// <param name="MessagesReceived">Handled and acknowledged, by each receiver.</param>
/// <param name="Errors">Handlers that failed.</param>
/// <param name="ActiveSubscriptions">Of the swarms of this process together.</param>
/// <param name="QueueSize">Messages in all inboxes.</param>
/// <param name="Handlers">Of this process.</param>
/// <param name="Subscriptions">Channels that the swarms of this process listen to.</param>
internal sealed record MessengerReport(
    long MessagesSent, long MessagesReceived, long BroadcastsSent, long TargetedSent, long Errors, int ActiveSubscriptions, long QueueSize, int Handlers,
    IReadOnlyList<string> Subscriptions);

/// <param name="Term">Under which this process hosts it.</param>
/// <param name="OpenTasks">Given to it, and not ended.</param>
internal sealed record CoordinatorReport(string SwarmId, string Status, long Term, bool IsLeader, long OpenTasks);
