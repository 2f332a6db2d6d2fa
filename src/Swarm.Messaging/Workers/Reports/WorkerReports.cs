using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers.Reports;

/// <summary>Looks at the pool, and at what waits for it in the store.</summary>
internal sealed class WorkerReports(WorkerPool pool, IPlacementStore placement, TaskQueries tasks, WorkerTaskNews news, HostIdentity host)
{
    private const int PageSize = 1_000;
    private const int MostPages = 20;
    private const int MostFound = 1_000;
    private const double Megabyte = 1_048_576;

    public async Task<WorkerPoolReport> LookAsync(CancellationToken cancellation)
    {
        var places = await placement.ReportAsync(cancellation).ConfigureAwait(false);
        var waiting = places.Queues.Where(q => q.Queue == ProcessExecutor.KindName).Sum(q => q.Waiting);
        var dead = await OfWorkersAsync(cursor => tasks.ListAsync(TaskStates.DeadLettered, null, cursor, PageSize, cancellation)).ConfigureAwait(false);
        var parked = waiting > 0 ? await OfWorkersAsync(cursor => tasks.ListAsync(TaskStates.Parked, null, cursor, PageSize, cancellation)).ConfigureAwait(false) : [];
        return pool.Read((core, now) => Of(core, pool.Options, now, host.HostId, news.Tally, waiting, parked, dead.Count));
    }

    // The index knows no kinds: what others left there is passed over, page by page.
    internal static async Task<IReadOnlyList<TaskSummary>> OfWorkersAsync(Func<string?, Task<(IReadOnlyList<TaskSummary> Tasks, string? Cursor)>> list)
    {
        var found = new List<TaskSummary>();
        string? cursor = null;
        for (var page = 0; page < MostPages && found.Count < MostFound; page++)
        {
            (var some, cursor) = await list(cursor).ConfigureAwait(false);
            found.AddRange(some.Where(t => t.Kind == ProcessExecutor.KindName));
            if (cursor is null)
                break;
        }

        return found;
    }

    public static WorkerPoolReport Of(
        PoolCore core, WorkersOptions options, TimeSpan now, string hostId, WorkerTaskTally tally, long waiting, IReadOnlyList<TaskSummary> parked, long dead)
    {
        var counters = core.Counters;
        var slots = core.Slots;
        var running = slots.Count(s => s.Current is not null);
        var queued = waiting + core.Queued;
        var clock = core.Clock(now);
        var oldest = core.Waiting.Select(t => (double?)(now - t.EnqueuedAt).TotalMilliseconds)
            .Concat(parked.Select(t => (double?)Math.Max(0, (clock - t.SubmittedAt).TotalMilliseconds))).Max();
        var ranks = core.Waiting.Select(t => t.Rank).Concat(parked.Select(t => t.Rank));
        return new(
            hostId,
            new(core.Size, options.MinWorkers, options.MaxWorkers, core.Started, core.Initialized, core.Draining, core.Stopping,
                (long)now.TotalMilliseconds, WorkerNames.Of(options.LoadBalancing)),
            new(slots.Count, slots.Count(s => s.State == WorkerState.Ready), slots.Count(s => s.State == WorkerState.Busy), slots.Count(s => !IsHealthy(s))),
            new(tally.Submitted, tally.Completed, tally.Failed, tally.Cancelled, queued, dead),
            new(counters.Started, counters.Completed, counters.Failed, counters.Cancelled),
            new(Math.Round(counters.ReuseRate, 4), counters.Spawned, counters.Restarted, counters.Crashed, counters.Recycled, counters.StaleResults,
                Math.Round(counters.AverageWaitMs, 3), Math.Round(counters.AverageDurationMs, 3)),
            new(queued, tally.Submitted, dead,
                new Dictionary<string, long> { ["queued"] = queued, ["dequeued"] = running, ["completed"] = tally.Completed, ["failed"] = tally.Failed, ["cancelled"] = tally.Cancelled },
                ranks.GroupBy(rank => rank).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.LongCount()),
                Math.Round(counters.AverageWaitMs, 3), Math.Round(counters.AverageDurationMs, 3), oldest),
            core.Health(now),
            [.. slots.Select(s => Of(s, core, options, now))]);
    }

    private static bool IsHealthy(Slot slot) => slot.HasProcess && slot.Health == HealthState.Healthy && slot.State is not (WorkerState.Error or WorkerState.Initializing);

    private static WorkerReport Of(Slot slot, PoolCore core, WorkersOptions options, TimeSpan now) => new(
        slot.Id,
        slot.Incarnation,
        slot is { HasProcess: true, Pid: > 0 } ? slot.Pid : null,
        WorkerNames.Of(slot.State),
        slot.State == WorkerState.Error ? WorkerNames.Of(WorkerState.Error) : WorkerNames.Of(slot.Health),
        IsHealthy(slot),
        slot.Current?.Id,
        slot.TasksExecuted,
        slot.HasProcess ? Math.Round(slot.MemoryBytes / Megabyte, 1) : 0,
        slot.HasProcess ? Math.Round(slot.CpuPercent, 1) : 0,
        slot.HasProcess ? (long)(now - slot.SpawnedAt).TotalMilliseconds : 0,
        core.Clock(slot.SpawnedAt),
        core.Clock(slot.LastActivity),
        core.Clock(slot.LastHeartbeat),
        slot.RestartCount,
        Math.Max(0, options.MaxRestartAttempts - slot.RestartsUsed),
        [.. slot.Types.Order(StringComparer.Ordinal)],
        [.. slot.Conditions.Order(StringComparer.Ordinal)]);
}
