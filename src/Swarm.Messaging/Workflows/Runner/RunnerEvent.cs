namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Something happened to this host's runner. Which fields are set depends on <see cref="Type"/>.</summary>
/// <param name="Type">One of <see cref="RunnerEvents"/>.</param>
public sealed record RunnerEvent(string Type)
{
    public DateTimeOffset At { get; init; }

    public string? WorkerId { get; init; }

    public string? TaskId { get; init; }

    /// <summary>Key of a circuit breaker.</summary>
    public string? Breaker { get; init; }

    /// <summary>How many workers there are after it.</summary>
    public int? Workers { get; init; }

    /// <summary>Of an execution, in milliseconds.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Why, or what was found.</summary>
    public string? Reason { get; init; }

    /// <summary>Of an alert or a bottleneck: low, medium, high; warning, critical.</summary>
    public string? Severity { get; init; }

    public double? Value { get; init; }
}
