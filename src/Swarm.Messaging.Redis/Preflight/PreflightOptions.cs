namespace Swarm.Messaging.Redis.Preflight;

internal sealed class PreflightOptions
{
    /// <summary>Start nevertheless: what would be refused becomes a warning.</summary>
    public bool AllowUnsafe { get; set; }

    /// <summary>
    /// Between the server's clock and this host's. Leases use the server's alone, so a difference only makes times in logs and
    /// timelines hard to compare.
    /// </summary>
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromSeconds(5);
}
