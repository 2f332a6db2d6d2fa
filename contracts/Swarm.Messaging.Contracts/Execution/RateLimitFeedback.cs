namespace Swarm.Messaging.Contracts.Execution;

/// <summary>What a service said about its rate limit: the X-RateLimit headers, Retry-After and status 429, as numbers.</summary>
public sealed record RateLimitFeedback
{
    /// <summary>The limit's key, e.g. <c>location:ve9EPM428h8vShlRW1KT</c> or <c>client:acme</c>: one that the task counts for, others are ignored. Absent: the client's.</summary>
    public string? Key { get; init; }

    /// <summary>Calls per <see cref="IntervalMs"/>.</summary>
    public int? Limit { get; init; }

    /// <summary>Calls that are left in the present interval.</summary>
    public int? Remaining { get; init; }

    /// <summary>Length of the interval in ms.</summary>
    public long? IntervalMs { get; init; }

    /// <summary>Until the interval ends, in ms.</summary>
    public long? ResetMs { get; init; }

    /// <summary>Calls per day.</summary>
    public int? DailyLimit { get; init; }

    public int? DailyRemaining { get; init; }

    /// <summary>The service refused (429) or asked for a rest: no call before this many ms have passed.</summary>
    public long? RetryAfterMs { get; init; }
}
