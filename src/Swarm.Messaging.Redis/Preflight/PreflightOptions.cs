using StackExchange.Redis;

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

    /// <summary>
    /// Another connection to the same server. One connection is served in order, so only with a second one does the test of
    /// atomicity tell anything about a server that runs scripts side by side. Disposed after the test.
    /// </summary>
    public Func<Task<IConnectionMultiplexer>>? SecondConnection { get; set; }
}
