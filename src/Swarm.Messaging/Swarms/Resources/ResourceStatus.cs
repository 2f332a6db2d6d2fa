using Swarm.Messaging.Status;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Swarms.Resources;

/// <summary>Area <c>resources</c>: what swarms share, and who sees to it.</summary>
internal sealed class ResourceStatus(ISwarmResources resources, ISwarmWork work, ISwarmVotes votes, ISwarmLeadership leadership, LeaderService leader) : IStatusSource
{
    public string Area => "resources";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await ReadAsync(cancellation).ConfigureAwait(false);

    public async Task<ResourcesReport> ReadAsync(CancellationToken cancellation)
    {
        var pools = await resources.ListAsync(cancellation).ConfigureAwait(false);
        var tasks = await work.FiguresAsync(cancellation).ConfigureAwait(false);
        var current = await leadership.CurrentAsync(cancellation).ConfigureAwait(false);
        return new ResourcesReport(
            pools,
            await resources.AllocationsAsync(cancellation).ConfigureAwait(false),
            tasks.Distributed,
            tasks.Completed,
            tasks.Failed,
            tasks.Cancelled,
            tasks.Waiting,
            await votes.ResolvedAsync(cancellation).ConfigureAwait(false),
            await leadership.ChangesAsync(cancellation).ConfigureAwait(false),
            leader.Term is not null,
            current?.SwarmId,
            current?.Epoch);
    }
}

/// <param name="ResourceAllocations">Granted so far.</param>
/// <param name="TaskQueueSize">Tasks of swarms that wait for the leader or for a swarm.</param>
/// <param name="LeadershipChanges">Acquisitions of the leader's lease.</param>
/// <param name="IsLeader">The process that answers acts for the leader.</param>
/// <param name="CurrentLeader">The swarm that leads; absent: none.</param>
internal sealed record ResourcesReport(
    IReadOnlyList<ResourcePool> Pools, long ResourceAllocations, long TasksDistributed, long TasksCompleted, long TasksFailed, long TasksCancelled, long TaskQueueSize, long ConflictsResolved,
    long LeadershipChanges, bool IsLeader, string? CurrentLeader, long? Epoch);
