namespace Swarm.Messaging.Execution;

/// <summary>How many attempts a target may have begun and not ended; the number may change meanwhile.</summary>
internal sealed class TargetRoom(int size) : IDisposable
{
    private readonly SemaphoreSlim changed = new(0);
    private int taken;
    private volatile int size = size;

    public int Size
    {
        get => size;
        set
        {
            size = value;
            Wake();
        }
    }

    public bool IsFull => Volatile.Read(ref taken) >= size;

    /// <summary>For one taker, who takes what it needs before it asks again.</summary>
    /// <returns>How many are free, at least 1.</returns>
    public async Task<int> FreeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (size - Volatile.Read(ref taken) is > 0 and var free)
                return free;
            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public void Take(int count) => Interlocked.Add(ref taken, count);

    public void GiveBack(int count = 1)
    {
        Interlocked.Add(ref taken, -count);
        Wake();
    }

    public void Dispose() => changed.Dispose();

    // One wake too many is one look too many; the change comes before it, so none is missed.
    private void Wake()
    {
        if (changed.CurrentCount == 0)
            changed.Release();
    }
}
