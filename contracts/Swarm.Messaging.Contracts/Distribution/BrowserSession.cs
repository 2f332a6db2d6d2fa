namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A session of an agent in which work of one client alone runs.</summary>
public sealed record BrowserSession
{
    public required string SessionId { get; init; }

    public required string AgentId { get; init; }

    public int ActiveTaskCount { get; init; }

    /// <summary>The client it is bound to, for good; absent: nobody yet.</summary>
    public string? ClientAffinity { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUsed { get; init; }

    /// <summary>0..1: 1 at first, 0.2 (Placement:FailureCost) less with each failure, 0.05 (Placement:SuccessGain) more with each success.</summary>
    public decimal Health { get; init; }

    /// <summary>healthy above 0.7 (Distribution:HealthyAbove), degraded above 0.3 (Distribution:DegradedAbove), else unhealthy.</summary>
    public required string HealthClass { get; init; }

    public int MaxConcurrentTasks { get; init; }

    /// <summary>It gets no new work.</summary>
    public bool Draining { get; init; }

    /// <summary>Its circuit breaker: closed, open (no new work for a while) or half-open (one task at a time decides).</summary>
    public string Breaker { get; init; } = "closed";
}
