namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>What a coordinator of a swarm waits for, or how its wait has ended.</summary>
public sealed record BlockingState
{
    /// <summary>One of <see cref="BlockingStatuses"/>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Since when it waits, ms since 1970.</summary>
    public long StartTime { get; init; }

    /// <summary>What it waits for, in the coordinator's words.</summary>
    public string SignalType { get; init; } = "";

    public int Iteration { get; init; }

    public string Phase { get; init; } = "";

    public string SwarmId { get; init; } = "";

    public string CoordinatorId { get; init; } = "";

    /// <summary>When it was written, ms since 1970 by the store's clock.</summary>
    public long Timestamp { get; init; }
}
