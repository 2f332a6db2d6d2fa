namespace Swarm.Messaging.Integration.Tests.Swarms.Leadership;

/// <summary>The system's clock, but for the jumps of a process that was paused.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long jumped;

    public override long TimestampFrequency => System.TimestampFrequency;

    public void Jump(TimeSpan by) => Interlocked.Add(ref jumped, (long)(by.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref jumped);
}
