using Swarm.Messaging.Alerts;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>When a host's runner is worth an alert. Pure: a look in, conditions out.</summary>
internal static class RunnerConditions
{
    public const string NodeQueue = "node";

    private const int LeastEnds = 20;
    private const double FailureWarning = 0.02;
    private const double FailureCritical = 0.05;
    private const double LeastHitRate = 0.6;
    private const int CrashesWarning = 2;
    private const int CrashesCritical = 5;

    private static readonly TimeSpan BreakerPatience = TimeSpan.FromMinutes(5);

    /// <param name="known">Breakers that an alert is on about: they may be closed and forgotten.</param>
    public static IEnumerable<Condition> Of(RunnerLook look, RunnerOptions options, IEnumerable<string> known)
    {
        var slow = options.SlowExecution.TotalMilliseconds;
        yield return Above(AlertNames.SlowExecution, "warning", look.HostId, look.SlowestRunMs, slow,
            "A run took long: swarm workflow ID shows which of its nodes. If such runs are right, raise Workflows:Runner:SlowExecution.");
        yield return Above(AlertNames.HighCpu, "warning", look.HostId, look.CpuPercent, options.CpuLimitPercent,
            "The process uses the machine's processors: add hosts. swarm status workflows shows what runs.");
        yield return Above(AlertNames.QueueBacklog, "warning", NodeQueue, look.Depth, options.BacklogWarning,
            "Nodes arrive faster than workers run them: raise Workflows:Runner:MaxWorkers, or add hosts.");
        yield return Above(AlertNames.QueueBacklogCritical, "critical", NodeQueue, look.Depth, options.BacklogCritical,
            "Nodes arrive much faster than workers run them: raise Workflows:Runner:MaxWorkers, or add hosts.");
        yield return Above(AlertNames.WorkerCrash, "info", look.HostId, look.CrashesWithinTheHour, 0,
            "A worker of nodes crashed within the last hour and was replaced: the host's log has the reason as worker_crashed.");
        yield return Above(AlertNames.WorkerCrashRate, "warning", look.HostId, look.CrashesWithinTheHour, CrashesWarning,
            "Workers of nodes crash again and again: the host's log has the reasons as worker_crashed.");
        yield return Above(AlertNames.WorkerCrashCritical, "critical", look.HostId, look.CrashesWithinTheHour, CrashesCritical,
            "Workers of nodes crash all the time: the host's log has the reasons as worker_crashed.");
        var tells = look.Recent.Ends >= LeastEnds;
        var rate = look.Recent.Ends == 0 ? 0 : (double)look.Recent.Failures / look.Recent.Ends;
        foreach (var (name, severity, threshold) in new[] { (AlertNames.FailureRate, "warning", FailureWarning), (AlertNames.FailureRateCritical, "critical", FailureCritical) })
        {
            yield return new(name, severity, look.HostId, rate, threshold, tells && rate > threshold, tells && rate <= threshold,
                "Of the last hundred tasks of nodes too many failed: swarm dead-letters, and swarm breakers for what is broken outside.");
        }

        yield return new(
            AlertNames.CacheHitRate, "warning", look.HostId, look.HitRate ?? 0, LeastHitRate, look.HitRate < LeastHitRate, look.HitRate >= LeastHitRate,
            "Results are kept and seldom used: ask for the cache only where equal nodes come again, or raise Workflows:CacheTtl.");
        foreach (var key in look.OpenBreakers.Select(b => b.Key).Union(known, StringComparer.Ordinal))
            yield return Breaker(key, look.OpenBreakers.FirstOrDefault(b => b.Key == key).Open);
    }

    /// <summary>Nothing is measured: what was raised ends.</summary>
    public static Condition Off(Condition condition) => condition with { Begins = false, Ends = true };

    private static Condition Breaker(string key, TimeSpan open) => new(
        AlertNames.BreakerOpen, "warning", key, Math.Round(open.TotalSeconds), BreakerPatience.TotalSeconds, open > BreakerPatience, open == TimeSpan.Zero,
        $"What {key} calls has been broken for long: mend it; swarm breakers reset {key} tries it at once.");

    private static Condition Above(string name, string severity, string subject, double value, double threshold, string hint) =>
        new(name, severity, subject, Math.Round(value, 2), threshold, value > threshold, value <= threshold, hint);
}
