using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Workflows.Breakers;
using Swarm.Messaging.Workflows.Caching;
using Swarm.Messaging.Workflows.Connections;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Looks at the runner with every check of the pool: what is worth an alert and what holds it back is told once when it begins.</summary>
internal sealed partial class RunnerWatch(
    NodePool pool, RunWatch runs, NodeTaskNews tasks, ResultCache cache, NodeBreakers breakers, ConnectionStatus connections, IAlertStore alerts, RunnerFeed feed,
    IOptionsMonitor<MemoryOptions> memory, HostIdentity host, TimeProvider time, ILogger<RunnerWatch> log) : IConditionSource
{
    private const int MostBreakers = 1_000;

    private readonly HitRateWatch hitRate = new();
    private readonly BreakerTimes breakerTimes = new(time);
    private readonly HashSet<(string, string)> told = [];
    private long lastDepth;
    private volatile Seen seen = new(null, [], []);

    /// <summary>The node queue's backlog has limits of its own.</summary>
    public IReadOnlyCollection<string> Queues => [RunnerConditions.NodeQueue];

    /// <summary>Null before the first.</summary>
    public RunnerLook? Last => seen.Look;

    public IReadOnlyList<Bottleneck> Bottlenecks => seen.Bottlenecks;

    public IEnumerable<Condition> Look() => seen.Conditions;

    /// <param name="depth">Nodes that wait for a slot.</param>
    /// <param name="bound">As many may wait.</param>
    public async Task LookAsync(long depth, long bound, CancellationToken cancellation)
    {
        var look = await TakeAsync(depth, cancellation).ConfigureAwait(false);
        var known = await KnownBreakersAsync(cancellation).ConfigureAwait(false);
        var conditions = RunnerConditions.Of(look, pool.Options, known);
        var measured = pool.Options.EnablePerformanceMonitoring;
        seen = new(
            look, measured ? [.. Runner.Bottlenecks.Of(look, pool.Options)] : [], [.. measured ? conditions : conditions.Select(RunnerConditions.Off)]);
        Tell();
        TellQueue(depth, bound);
    }

    private async Task<RunnerLook> TakeAsync(long depth, CancellationToken cancellation)
    {
        if (!pool.Options.EnablePerformanceMonitoring)
            return Take(depth);
        var figures = await cache.FiguresAsync(cancellation).ConfigureAwait(false);
        hitRate.Observe(figures.Hits, figures.Misses);
        return Take(depth) with
        {
            SlowestRunMs = runs.Times.Report().SlowestOfMinuteMs,
            Recent = tasks.Ends.Look(),
            HitRate = hitRate.Rate,
            Pools = [.. connections.Read() is var now ? now.Http.Concat(now.Databases).Select(p => new PoolUse(p.Name, p.Active, p.Most)) : []],
            OpenBreakers = breakerTimes.Observe(await NotClosedAsync(cancellation).ConfigureAwait(false)),
        };
    }

    private RunnerLook Take(long depth) => pool.Read((core, now) => new RunnerLook
    {
        HostId = host.HostId,
        Workers = core.Size,
        Unhealthy = NodePoolReport.Unhealthy(core, pool.Options, now),
        Slots = core.Slots,
        Depth = depth,
        CpuPercent = core.CpuPercent,
        HeapMb = core.MemoryMb,
        WarningMb = memory.CurrentValue.WarningMb,
        CriticalMb = memory.CurrentValue.CriticalMb,
        CrashesWithinTheHour = core.Counters.CrashesWithinTheHour(now),
        AverageMsByType = core.Counters.ByType.ToDictionary(t => t.Key, t => t.Value.Value, StringComparer.Ordinal),
    });

    private async Task<IEnumerable<string>> NotClosedAsync(CancellationToken cancellation)
    {
        try
        {
            return (await breakers.ListAsync(MostBreakers, cancellation).ConfigureAwait(false)).Where(b => b.State != "closed").Select(b => b.Key);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotAsked(e.Message);
            return seen.Look?.OpenBreakers.Select(b => b.Key) ?? [];
        }
    }

    /// <summary>An agent's breaker has the agent's name, in which there is no colon; a node's has its type and a colon.</summary>
    private async Task<IReadOnlyList<string>> KnownBreakersAsync(CancellationToken cancellation) =>
        [.. (await alerts.ListActiveAsync(cancellation).ConfigureAwait(false)).Where(a => a.Name == AlertNames.BreakerOpen && a.Subject.Contains(':')).Select(a => a.Subject)];

    private void Tell()
    {
        var (look, bottlenecks, conditions) = seen;
        var now = bottlenecks.Select(b => (b.Type, b.Subject)).Concat(conditions.Where(c => c.Begins).Select(c => (c.Name, c.Subject))).ToHashSet();
        foreach (var b in bottlenecks.Where(b => told.Add((b.Type, b.Subject))))
            feed.Tell(new RunnerEvent(RunnerEvents.BottleneckDetected) { Reason = $"{b.Type} {b.Subject}: {b.Hint}", Severity = b.Impact, Value = b.Value });
        foreach (var c in conditions.Where(c => c.Begins && told.Add((c.Name, c.Subject))))
            feed.Tell(new RunnerEvent(RunnerEvents.PerformanceAlert) { Reason = $"{c.Name} {c.Subject}: {c.Hint}", Severity = c.Severity, Value = c.Value });
        told.IntersectWith(now);
    }

    private void TellQueue(long depth, long bound)
    {
        if (depth >= bound && lastDepth < bound)
            feed.Tell(new RunnerEvent(RunnerEvents.QueueFull) { Value = depth, Reason = $"{depth} nodes wait, and no more than {bound} may." });
        if (depth == 0 && lastDepth > 0)
            feed.Tell(new RunnerEvent(RunnerEvents.QueueCleared) { Value = 0, Reason = "No node waits for a slot any more." });
        lastDepth = depth;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The circuit breakers could not be looked at: {Error}")]
    private partial void NotAsked(string error);

    private sealed record Seen(RunnerLook? Look, IReadOnlyList<Bottleneck> Bottlenecks, IReadOnlyList<Condition> Conditions);
}
