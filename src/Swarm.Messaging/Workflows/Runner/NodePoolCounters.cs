namespace Swarm.Messaging.Workflows.Runner;

/// <summary>What a pool has done since its start.</summary>
internal sealed class NodePoolCounters
{
    private static readonly TimeSpan CrashWindow = TimeSpan.FromHours(1);

    private readonly Queue<TimeSpan> crashes = new();

    /// <summary>Executions that ended.</summary>
    public long Succeeded { get; private set; }

    public long Failed { get; private set; }

    public long WorkersStarted { get; private set; }

    public long WorkersCrashed { get; private set; }

    public long ScaledUp { get; set; }

    public long ScaledDown { get; set; }

    /// <summary>Choices of the strategy that were none.</summary>
    public long BadChoices { get; set; }

    public string? LastBadChoice { get; set; }

    /// <summary>Of the last 1,000 executions, in milliseconds.</summary>
    public RecentAverage TaskTime { get; } = new();

    /// <summary>The same by the node's type, of which there are few.</summary>
    public Dictionary<string, RecentAverage> ByType { get; } = new(StringComparer.Ordinal);

    /// <summary>From acceptance to a worker, of the last 1,000, in milliseconds.</summary>
    public RecentAverage WaitTime { get; } = new();

    /// <summary>From being added to being ready, of the last 1,000 workers, in milliseconds.</summary>
    public RecentAverage StartTime { get; } = new();

    public void Waited(TimeSpan time) => WaitTime.Add(time.TotalMilliseconds);

    public void Started(TimeSpan took)
    {
        WorkersStarted++;
        StartTime.Add(took.TotalMilliseconds);
    }

    public void Ended(string operation, TimeSpan took, bool failed)
    {
        TaskTime.Add(took.TotalMilliseconds);
        if (!ByType.TryGetValue(operation, out var times))
            ByType[operation] = times = new RecentAverage();
        times.Add(took.TotalMilliseconds);
        if (failed)
            Failed++;
        else
            Succeeded++;
    }

    public void Crashed(TimeSpan now)
    {
        WorkersCrashed++;
        crashes.Enqueue(now);
        if (crashes.Count > RecentAverage.Kept)
            crashes.Dequeue();
    }

    public int CrashesWithinTheHour(TimeSpan now)
    {
        while (crashes.TryPeek(out var oldest) && now - oldest >= CrashWindow)
            crashes.Dequeue();
        return crashes.Count;
    }
}
