using System.Text.Json.Serialization;

namespace Swarm.Messaging.Swarms.States;

/// <summary>What a coordinator waits for.</summary>
public sealed record BlockingState
{
    /// <summary>One of <see cref="BlockingStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Since when it waits, ms since 1970.</summary>
    public long StartTime { get; init; }

    public string SignalType { get; init; } = "";

    public int Iteration { get; init; }

    public string Phase { get; init; } = "";

    public string SwarmId { get; init; } = "";

    public string CoordinatorId { get; init; } = "";

    /// <summary>When it was written, ms since 1970 by the store's clock.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long Timestamp { get; init; }
}
