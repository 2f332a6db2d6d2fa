using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.HostMemory;

/// <summary>When a host's managed memory is worth a word, a collection, or a stop of new work. Figures of the specification of workflows.</summary>
public sealed class MemoryOptions
{
    /// <summary>How often it is looked at. 10 s.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long samples are kept, and no less than <see cref="Window"/>. 30 min.</summary>
    public TimeSpan History { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Heap above this, in MB: a warning; work that was stopped begins again below it. 400.</summary>
    [Range(1, 1_048_576)]
    public int WarningMb { get; set; } = 400;

    /// <summary>Heap above this after collections and trimmed caches, in MB: this host takes no new work. 800.</summary>
    [Range(1, 1_048_576)]
    public int CriticalMb { get; set; } = 800;

    /// <summary>Heap above this, in MB: the collector is asked to look. 300.</summary>
    [Range(1, 1_048_576)]
    public int CollectionMb { get; set; } = 300;

    /// <summary>The collector is asked this often whatever the heap is; in the background, and it may find it not worth while. 60 s.</summary>
    public TimeSpan Collection { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A leak: the heap grows by more than so many MB a second over <see cref="Window"/>. 10.</summary>
    [Range(0.001, 10_000)]
    public double LeakMbPerSecond { get; set; } = 10;

    /// <summary>A slow leak: what is left after collections has grown by more than this part over <see cref="Window"/>, without a fall; told only once so long a time was seen. 0.2.</summary>
    [Range(0.01, 100)]
    public double SlowLeak { get; set; } = 0.2;

    /// <summary>Over which leaks are looked for, with at least ten samples. 5 min.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);
}
