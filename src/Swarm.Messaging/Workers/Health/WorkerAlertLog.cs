namespace Swarm.Messaging.Workers.Health;

/// <summary>The last 1,000 alerts of a pool.</summary>
internal sealed class WorkerAlertLog
{
    public const int Kept = 1_000;

    private readonly LinkedList<WorkerAlert> alerts = new();
    private long count;

    /// <summary>Newest first.</summary>
    public IEnumerable<WorkerAlert> All => alerts;

    public WorkerAlert Add(string severity, string? workerId, string type, DateTimeOffset at)
    {
        var alert = new WorkerAlert($"alert-{++count}", severity, workerId, type, at);
        alerts.AddFirst(alert);
        if (alerts.Count > Kept)
            alerts.RemoveLast();
        return alert;
    }

    /// <summary>Forgets those from before <paramref name="before"/>.</summary>
    public int Clear(DateTimeOffset before)
    {
        var cleared = 0;
        while (alerts.Last is { } oldest && oldest.Value.Timestamp <= before)
        {
            alerts.RemoveLast();
            cleared++;
        }

        return cleared;
    }

    public bool AnyCriticalSince(DateTimeOffset since) => alerts.TakeWhile(a => a.Timestamp >= since).Any(a => a.Severity == "critical");
}
