namespace Swarm.Messaging.HostMemory;

/// <summary>What the guard has seen and done, for whoever asks.</summary>
internal sealed class MemoryTally
{
    private const int MostEvents = 100;
    private const double Mb = 1_048_576;

    private readonly Lock gate = new();
    private readonly Queue<MemoryEvent> events = new();
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private long collections;
    private double freed;

    public MemoryMonitor Monitor { get; } = new();

    public MemorySample? Last { get; private set; }

    public void Checked(MemorySample sample)
    {
        lock (gate)
            Last = sample;
    }

    public void Add(string name, MemorySample sample)
    {
        lock (gate)
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
            Keep(new MemoryEvent(sample.At, name, null, Math.Round(sample.HeapBytes / Mb, 1), null));
        }
    }

    public void Collected(string reason, MemorySample before, MemorySample after)
    {
        lock (gate)
        {
            Last = after;
            collections++;
            freed += Math.Max(0, before.HeapBytes - after.HeapBytes) / Mb;
            Keep(new MemoryEvent(after.At, "gc_completed", reason, Math.Round(before.HeapBytes / Mb, 1), Math.Round(after.HeapBytes / Mb, 1)));
        }
    }

    public MemoryReport Report(MemoryOptions options, bool takesWork)
    {
        lock (gate)
        {
            return new MemoryReport
            {
                TakesWork = takesWork,
                HeapMb = Math.Round((Last?.HeapBytes ?? 0) / Mb, 1),
                LiveMb = Math.Round((Last?.LiveBytes ?? 0) / Mb, 1),
                RssMb = Math.Round((Last?.RssBytes ?? 0) / Mb, 1),
                TrendMbPerSecond = Math.Round(Monitor.Trend / Mb, 3),
                WarningMb = options.WarningMb,
                CriticalMb = options.CriticalMb,
                Collections = collections,
                AverageFreedMb = collections == 0 ? 0 : Math.Round(freed / collections, 1),
                Warnings = counts.GetValueOrDefault("memory_warning"),
                Criticals = counts.GetValueOrDefault("memory_critical"),
                Leaks = counts.GetValueOrDefault("memory_leak_detected"),
                Events = [.. events],
            };
        }
    }

    private void Keep(MemoryEvent one)
    {
        events.Enqueue(one);
        if (events.Count > MostEvents)
            events.Dequeue();
    }
}
