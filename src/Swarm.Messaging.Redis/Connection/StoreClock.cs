namespace Swarm.Messaging.Redis.Connection;

/// <summary>The store's clock is Redis TIME plus this offset: 0 in production, moved forward by tests.</summary>
public sealed class StoreClock
{
    private long offsetMs;

    public TimeSpan Offset => TimeSpan.FromMilliseconds(Interlocked.Read(ref offsetMs));

    /// <summary>As handed to scripts, in milliseconds.</summary>
    internal long OffsetMs => Interlocked.Read(ref offsetMs);

    public void Advance(TimeSpan by) => Interlocked.Add(ref offsetMs, (long)by.TotalMilliseconds);
}
