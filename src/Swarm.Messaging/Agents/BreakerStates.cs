namespace Swarm.Messaging.Agents;

/// <summary>Of an agent's circuit breaker.</summary>
public static class BreakerStates
{
    /// <summary>It works as it should.</summary>
    public const string Closed = "closed";

    /// <summary>It failed too often: no work until the rest is over.</summary>
    public const string Open = "open";

    /// <summary>The rest is over: one attempt decides.</summary>
    public const string HalfOpen = "half-open";
}
