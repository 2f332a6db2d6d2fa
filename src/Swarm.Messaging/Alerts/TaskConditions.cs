using Swarm.Messaging.Contracts.Alerts;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Alerts;

/// <summary>When queues and ends are worth an alert. Pure: figures in, conditions out.</summary>
internal static class TaskConditions
{
    /// <summary>A full queue is clear again below this part of its bound, so that one that hovers there does not raise it again and again.</summary>
    private const double ClearBelow = 0.9;

    /// <summary>Fewer ends say nothing about a rate.</summary>
    private const int LeastEnds = 20;

    /// <param name="active">A queue that is empty is no longer reported: its alerts end too.</param>
    /// <param name="threshold">0: queue-backlog is not looked at, and ends.</param>
    /// <param name="others">Queues whose backlog somebody else judges.</param>
    public static IEnumerable<Condition> OfQueues(IReadOnlyList<QueueReport> queues, IReadOnlyList<AlertRaised> active, int threshold, IReadOnlyCollection<string>? others = null)
    {
        foreach (var queue in queues)
        {
            if (others?.Contains(queue.Queue) != true)
                yield return Backlog(queue.Queue, queue.Waiting, threshold);
            yield return Full(queue.Queue, queue.Waiting, queue.Bound);
        }

        foreach (var alert in active.Where(a => queues.All(q => q.Queue != a.Subject)))
        {
            if (alert.Name == AlertNames.QueueBacklog && others?.Contains(alert.Subject) != true)
                yield return Backlog(alert.Subject, 0, threshold);
            if (alert.Name == AlertNames.BacklogFull)
                yield return Full(alert.Subject, 0, (long)alert.Threshold);
        }
    }

    public static Condition OfEnds((int Ends, int Failures) recent, string hostId, double threshold)
    {
        var rate = recent.Ends == 0 ? 0 : (double)recent.Failures / recent.Ends;
        var tells = recent.Ends >= LeastEnds;
        return new(
            AlertNames.ErrorRate, "warning", hostId, rate, threshold, tells && rate > threshold, tells && rate <= threshold,
            "Look at the newest dead letters: swarm dead-letters. When their cause is mended, replay them; those of workflows by running the workflow again: swarm workflow rerun RUN --from NODE.");
    }

    /// <param name="recent">Within the last ten minutes, here and below.</param>
    public static Condition OfFailedItems(int recent, string hostId) => new(
        AlertNames.FailedItems, "critical", hostId, recent, 0, recent > 0, recent == 0,
        "A task's saga throws, or its document is damaged: swarm dead-letters list shows among the rejected inputs the reports it could not take, with the reason; the host's log has the stack. The other tasks go on.");

    public static Condition OfNewerVersion(int recent, string hostId) => new(
        AlertNames.NewerVersion, "warning", hostId, recent, 0, recent > 0, recent == 0,
        "A newer host has stored tasks that this one cannot read and leaves alone. Upgrade this host, or bring the newer one back.");

    public static Condition OfLog(string? failure, string hostId) => new(
        AlertNames.LogUnwritable, "warning", hostId, failure is null ? 0 : 1, 0, failure is not null, failure is null,
        $"The host's log file cannot be written ({failure}): free its disk, or give the host the right to write there. Work goes on; timelines are in the store.");

    private static Condition Backlog(string queue, long waiting, int threshold) => new(
        AlertNames.QueueBacklog, "warning", queue, waiting, threshold, threshold > 0 && waiting > threshold, threshold == 0 || waiting <= threshold,
        "Tasks arrive faster than targets run them: add hosts or slots, or submit less. swarm status placement shows targets and queues.");

    private static Condition Full(string queue, long waiting, long bound) => new(
        AlertNames.BacklogFull, "critical", queue, waiting, bound, waiting >= bound, waiting < bound * ClearBelow,
        "Submissions are refused as backlog_full: add hosts or slots, or raise Placement:BacklogBound.");
}
