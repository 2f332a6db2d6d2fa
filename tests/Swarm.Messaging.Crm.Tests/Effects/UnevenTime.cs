using Microsoft.Extensions.Time.Testing;

namespace Swarm.Messaging.Crm.Tests.Effects;

/// <summary>Time that passes as the test says, and a clock that it sets, or that fails.</summary>
internal sealed class UnevenTime : TimeProvider
{
    private readonly FakeTimeProvider even = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private int looks;

    /// <summary>By which the clock was set forward.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>Looks at the clock until one fails; 0: none does.</summary>
    public int FailsAfter { get; set; }

    public override long TimestampFrequency => even.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => FailsAfter > 0 && ++looks == FailsAfter ? throw new IOException("No space left on device") : even.GetUtcNow() + Ahead;

    public override long GetTimestamp() => even.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => even.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan by) => even.Advance(by);
}
