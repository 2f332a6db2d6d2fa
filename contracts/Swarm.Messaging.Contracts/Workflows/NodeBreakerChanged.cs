namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>
/// A circuit breaker of nodes, which all hosts share, changed. Plain JSON on the topic exchange, key <c>runner.{event}.{hostId}</c>, from the host whose call changed
/// it; told as it happens and not stored: while the broker is away for long, the oldest are lost.
/// </summary>
public sealed record NodeBreakerChanged
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>circuit_breaker_opened, circuit_breaker_half_open, circuit_breaker_closed, circuit_breaker_reopened or circuit_breaker_reset.</summary>
    public required string Event { get; init; }

    /// <summary>Type and destination, e.g. <c>http_request:example.org:443</c>.</summary>
    public required string Key { get; init; }

    public required string HostId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Why: for how long its calls are refused, or who reset it.</summary>
    public string? Reason { get; init; }
}
