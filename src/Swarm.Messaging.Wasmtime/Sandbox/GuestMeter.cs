namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>What guests use, added up over all threads.</summary>
internal sealed class GuestMeter
{
    private long _processorTicks;
    private long _mostMemory;
    private int _allowedMb;

    public TimeSpan Processor => TimeSpan.FromTicks(Interlocked.Read(ref _processorTicks));

    /// <summary>The most linear memory that one guest had, in bytes.</summary>
    public long MostMemory => Interlocked.Read(ref _mostMemory);

    /// <summary>The most linear memory that one guest was allowed, in MiB.</summary>
    public int AllowedMb => Volatile.Read(ref _allowedMb);

    public void Add(TimeSpan processor) => Interlocked.Add(ref _processorTicks, processor.Ticks);

    public void Saw(long memory)
    {
        for (var seen = MostMemory; seen < memory; seen = MostMemory)
            Interlocked.CompareExchange(ref _mostMemory, memory, seen);
    }

    public void Allow(int mb)
    {
        for (var seen = AllowedMb; seen < mb; seen = AllowedMb)
            Interlocked.CompareExchange(ref _allowedMb, mb, seen);
    }

    /// <summary>The memory was dropped.</summary>
    public void ForgetMemory()
    {
        Interlocked.Exchange(ref _mostMemory, 0);
        Interlocked.Exchange(ref _allowedMb, 0);
    }
}
