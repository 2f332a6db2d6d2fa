using Microsoft.Extensions.Time.Testing;

namespace Swarm.Messaging.Tests.Wasm.Pool;

/// <summary>
/// A clock that the test moves. Unlike its base, and like any real clock, it runs nothing when it is read: what is due runs where the clock is
/// moved, so never inside of the lock under which another thread looks at it.
/// </summary>
internal sealed class PoolClock : FakeTimeProvider
{
    private long ticks;

    public PoolClock(DateTimeOffset start) : base(start) => ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref ticks);

    public new void Advance(TimeSpan span)
    {
        Interlocked.Add(ref ticks, span.Ticks);
        base.Advance(span);
    }
}
