namespace Swarm.Messaging.HostMemory;

/// <summary>What samples of memory mean. Pure: a sample in, findings out.</summary>
internal sealed class MemoryMonitor
{
    private const int LeastSamples = 10;
    private const int TrendSamples = 10;
    private const double Mb = 1_048_576;

    /// <summary>A process that has just begun grows by a large part of little.</summary>
    private const long LeastGrowth = 10 * 1_048_576;

    private readonly Queue<MemorySample> history = new();
    private MemoryLevel level;
    private bool leaks;
    private bool leaksSlowly;
    private DateTimeOffset? asked;
    private DateTimeOffset? first;

    public IReadOnlyCollection<MemorySample> History => history;

    public MemoryLevel Level => level;

    /// <summary>Bytes a second over the last ten samples.</summary>
    public double Trend => Growth([.. history.TakeLast(TrendSamples)]);

    public MemoryFindings Observe(MemorySample sample, MemoryOptions options)
    {
        history.Enqueue(sample);
        first ??= sample.At;
        while (history.Peek().At < sample.At - options.History && history.Peek().At < sample.At - options.Window)
            history.Dequeue();
        var before = level;
        level = LevelOf(sample.HeapBytes, options);
        var window = history.Where(s => s.At >= sample.At - options.Window).ToArray();
        return new MemoryFindings
        {
            Rose = level > before ? level : null,
            Collection = Collection(sample, options),
            Leak = Began(ref leaks, window.Length >= LeastSamples && Growth(window) > options.LeakMbPerSecond * Mb) ? Found("leak", window) : null,
            SlowLeak = Began(ref leaksSlowly, sample.At - first >= options.Window && IsSlowLeak(window, options)) ? Found("slow leak", window) : null,
        };
    }

    public static MemoryLevel LevelOf(long heapBytes, MemoryOptions options) =>
        heapBytes > options.CriticalMb * Mb ? MemoryLevel.Critical : heapBytes > options.WarningMb * Mb ? MemoryLevel.Warning : MemoryLevel.Normal;

    private string? Collection(MemorySample sample, MemoryOptions options)
    {
        asked ??= sample.At;
        var scheduled = sample.At - asked >= options.Collection;
        if (!scheduled && sample.HeapBytes <= options.CollectionMb * Mb)
            return null;
        asked = sample.At;
        return scheduled ? "scheduled" : "threshold";
    }

    /// <summary>Of a window that was seen as a whole: what a process that has just begun fills, caches among it, grows without a fall at first, too.</summary>
    private static bool IsSlowLeak(MemorySample[] window, MemoryOptions options)
    {
        // One sample a collection: between them what is left does not change.
        var after = window.DistinctBy(s => s.Collections).Select(s => s.LiveBytes).ToArray();
        return after.Length >= LeastSamples
            && after.Zip(after.Skip(1), (a, b) => b >= a).All(rises => rises)
            && after[^1] - after[0] > Math.Max(LeastGrowth, after[0] * options.SlowLeak);
    }

    private static MemoryLeak Found(string kind, MemorySample[] window) =>
        new(kind, Growth(window), window[^1].HeapBytes - window[0].HeapBytes, window[^1].At - window[0].At);

    private static double Growth(MemorySample[] samples) => samples.Length < 2 || samples[^1].At == samples[0].At
        ? 0
        : (samples[^1].HeapBytes - samples[0].HeapBytes) / (samples[^1].At - samples[0].At).TotalSeconds;

    /// <summary>Said once, until it is over.</summary>
    private static bool Began(ref bool before, bool now)
    {
        var began = now && !before;
        before = now;
        return began;
    }
}

internal enum MemoryLevel
{
    Normal,
    Warning,
    Critical,
}

internal sealed record MemoryFindings
{
    /// <summary>The level that was reached from below.</summary>
    public MemoryLevel? Rose { get; init; }

    /// <summary>Why the collector is to be asked; null: it is not.</summary>
    public string? Collection { get; init; }

    public MemoryLeak? Leak { get; init; }

    public MemoryLeak? SlowLeak { get; init; }
}

/// <param name="Rate">Bytes a second.</param>
internal sealed record MemoryLeak(string Kind, double Rate, long Growth, TimeSpan Window);
