namespace Swarm.Messaging.HostMemory;

/// <summary>The process's memory, to look at and to collect.</summary>
internal interface IMemoryProbe
{
    MemorySample Look();

    /// <param name="now">False: in the background, if the collector finds it worth while. True: returns when it has been done.</param>
    void Collect(bool now);
}

internal sealed class ProcessMemory(TimeProvider time) : IMemoryProbe
{
    public MemorySample Look()
    {
        var last = GC.GetGCMemoryInfo(GCKind.Any);
        return new(time.GetUtcNow(), GC.GetTotalMemory(false), last.HeapSizeBytes - last.FragmentedBytes, Environment.WorkingSet, GC.CollectionCount(0));
    }

    public void Collect(bool now) => GC.Collect(GC.MaxGeneration, now ? GCCollectionMode.Forced : GCCollectionMode.Optimized, blocking: now, compacting: now);
}
