namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>
/// Something happened to a host's workers of nodes. Plain JSON on the topic exchange, key <c>runner.{event}.{hostId}</c>; told as it happens and not stored: while
/// the broker is away for long, the oldest are lost.
/// </summary>
public sealed record NodeWorkersChanged
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>worker_started, worker_stopped, worker_crashed, scale_up or scale_down.</summary>
    public required string Event { get; init; }

    public required string HostId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null where the pool as a whole grew or shrank.</summary>
    public string? WorkerId { get; init; }

    /// <summary>How many workers the host has after it, those that leave or have crashed not counted.</summary>
    public int Workers { get; init; }

    /// <summary>Why, where there is a reason.</summary>
    public string? Reason { get; init; }
}
