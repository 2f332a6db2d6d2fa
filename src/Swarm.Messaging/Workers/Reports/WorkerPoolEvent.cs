namespace Swarm.Messaging.Workers.Reports;

/// <summary>Something happened in the pool. Which fields are set depends on <see cref="Type"/>; see docs/worker-pool.md.</summary>
internal sealed record WorkerPoolEvent(string Type)
{
    public DateTimeOffset Timestamp { get; init; }

    public string? WorkerId { get; init; }

    public string? TaskId { get; init; }

    public int? Pid { get; init; }

    public int? Code { get; init; }

    public int? Signal { get; init; }

    /// <summary>Of the process that ended, in milliseconds.</summary>
    public long? Uptime { get; init; }

    /// <summary>Milliseconds.</summary>
    public double? Duration { get; init; }

    public double? QueuedTimeMs { get; init; }

    public bool? WorkerReused { get; init; }

    public bool? Retried { get; init; }

    /// <summary>Executions after the first.</summary>
    public int? Retries { get; init; }

    public int? MaxRetries { get; init; }

    public long? BackoffMs { get; init; }

    public string? Error { get; init; }

    public int? Count { get; init; }

    public int? NewSize { get; init; }

    public string? Level { get; init; }

    public string? Message { get; init; }

    public string? Severity { get; init; }

    public string? Alert { get; init; }

    public double? Value { get; init; }
}
