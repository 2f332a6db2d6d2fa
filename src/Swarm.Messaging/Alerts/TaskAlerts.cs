using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Alerts;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Alerts;

/// <summary>Looks every 5 s at queues and at this host's ends. Any number of hosts may: the store decides whose alert counts.</summary>
internal sealed class TaskAlerts(
    IAlertStore store, AlertService alerts, IPlacementStore placement, TaskFigures figures, HostIdentity host, Predecessor predecessor, LogState logState, IEnumerable<IConditionSource> others,
    IOptionsMonitor<TaskOptions> options, TimeProvider time, ILogger<TaskAlerts> log)
    : PeriodicService(TimeSpan.FromSeconds(5), time, log)
{
    /// <summary>Some alerts are their host's own. One of a host that is lost, or that this one follows, is cleared at once; one of a host that never had targets, and may only be quiet, after this time.</summary>
    private static readonly TimeSpan Orphaned = TimeSpan.FromMinutes(10);

    private readonly TimeProvider time = time;

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    /// <returns>How many alerts began and ended.</returns>
    public async Task<(int Raised, int Cleared)> RunOnceAsync(CancellationToken cancellation)
    {
        await alerts.SendUnsentAsync(cancellation).ConfigureAwait(false);
        var report = await placement.ReportAsync(cancellation).ConfigureAwait(false);
        var active = await store.ListActiveAsync(cancellation).ConfigureAwait(false);
        List<Condition> conditions =
        [
            .. TaskConditions.OfQueues(report.Queues, active, options.CurrentValue.QueueBacklogAlert, [.. others.SelectMany(o => o.Queues)]),
            TaskConditions.OfEnds(figures.Recent.Look(), host.HostId, options.CurrentValue.ErrorRateAlert),
            TaskConditions.OfFailedItems(figures.FailedItems.Count, host.HostId),
            TaskConditions.OfNewerVersion(figures.LeftForNewer.Count, host.HostId),
            TaskConditions.OfLog(logState.Failure, host.HostId),
            .. others.SelectMany(o => o.Look()),
        ];
        var (raised, cleared) = (0, 0);
        foreach (var condition in conditions)
        {
            var on = active.Any(a => a.Name == condition.Name && a.Subject == condition.Subject);
            if (!on && condition.Begins && await alerts.RaiseAsync(condition, cancellation).ConfigureAwait(false))
                raised++;
            if (on && condition.Ends && await alerts.ClearAsync(condition.Name, condition.Subject, condition.Value, cancellation).ConfigureAwait(false))
                cleared++;
        }

        foreach (var alert in active.Where(a => IsOrphan(a, report)))
            cleared += await alerts.ClearAsync(alert.Name, alert.Subject, alert.Value, cancellation).ConfigureAwait(false) ? 1 : 0;
        return (raised, cleared);
    }

    private bool IsOrphan(AlertRaised alert, PlacementReport report)
    {
        var hostId = AlertNames.HostOf(alert.Subject);
        if (!AlertNames.IsOfHost(alert.Name) || hostId == host.HostId)
            return false;
        if (hostId == predecessor.HostId)
            return true;
        var targets = report.Targets.Where(t => t.HostId == hostId).ToList();
        return targets.Count > 0 ? targets.TrueForAll(t => t.Status == "lost") : time.GetUtcNow() - alert.Since > Orphaned;
    }
}
