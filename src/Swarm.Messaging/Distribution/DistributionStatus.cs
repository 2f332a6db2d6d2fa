using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Distribution.Sessions;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Distribution;

/// <summary>Area <c>distribution</c>: CRM tasks that wait, and where they wait.</summary>
internal sealed class DistributionStatus(IPlacementStore placement, CrmAssignments tasks, BatchQueries batches, ISessionStore sessions, IOptions<DistributionOptions> options) : IStatusSource
{
    public string Area => "distribution";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await ReadAsync(cancellation).ConfigureAwait(false);

    public async Task<DistributionReport> ReadAsync(CancellationToken cancellation)
    {
        var report = await placement.ReportAsync(cancellation).ConfigureAwait(false);
        var byPriority = RankNames.All.ToDictionary(name => name, _ => 0L);
        var byOperation = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var task in tasks.InStateAsync(TaskStates.Parked, cancellation).ConfigureAwait(false))
        {
            byPriority[RankNames.Of(task.Rank)]++;
            byOperation[task.Operation] = byOperation.GetValueOrDefault(task.Operation) + 1;
        }

        var retries = 0L;
        await foreach (var _ in tasks.InStateAsync(TaskStates.RetryScheduled, cancellation).ConfigureAwait(false))
            retries++;
        var known = await sessions.ListAsync(cancellation).ConfigureAwait(false);
        return new DistributionReport(
            report.Queues.FirstOrDefault(q => q.Queue == CrmPolicy.KindName)?.Waiting ?? 0,
            report.Kinds.FirstOrDefault(k => k.Kind == CrmPolicy.KindName)?.Held ?? 0,
            byPriority,
            byOperation,
            (await batches.CountAsync(cancellation).ConfigureAwait(false)).Pending,
            known.Count,
            retries,
            HealthCounts.Of(known, options.Value));
    }
}

/// <param name="QueueLength">CRM tasks that wait for an agent.</param>
/// <param name="ActiveAssignments">At agents.</param>
/// <param name="TasksByPriority">Of those that wait.</param>
/// <param name="TasksByGHLOperation">Of those that wait.</param>
/// <param name="ActiveBatches">That collect.</param>
internal sealed record DistributionReport(
    long QueueLength, long ActiveAssignments, IReadOnlyDictionary<string, long> TasksByPriority, IReadOnlyDictionary<string, long> TasksByGHLOperation,
    long ActiveBatches, int ActiveSessions, long FailedTasksAwaitingRetry, HealthCounts SessionHealth);
