namespace Swarm.Messaging.Scheduling;

/// <summary>How long a time that somebody sets may be.</summary>
internal static class TimeLimits
{
    /// <summary>Fits every timer of the runtime: some take no more than 2^31 ms, and throw.</summary>
    public static readonly TimeSpan Timer = TimeSpan.FromDays(24);

    /// <summary>For what is added to a time of day and compared, never waited for.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(3_650);

    /// <param name="setting">Its name in the options class.</param>
    public static TimeSpan Of(string setting) =>
        setting.EndsWith("Retention", StringComparison.Ordinal) || setting.EndsWith("Ttl", StringComparison.Ordinal) ? Retention : Timer;

    /// <summary>What can be waited for at once; whoever wakes up too early looks again.</summary>
    public static TimeSpan ForTimer(TimeSpan wait) => wait < Timer ? wait : Timer;
}
