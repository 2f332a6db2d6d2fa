using System.Text.Json;

namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>Everything known of a task.</summary>
public sealed record TaskDetails : TaskSummary
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Rises with every commit.</summary>
    public long Version { get; init; }

    public string? IdempotencyKey { get; init; }

    public IReadOnlyList<string> Requires { get; init; } = [];

    public long TimeoutMs { get; init; }

    /// <summary>The session it runs in, or ran in last.</summary>
    public string? SessionId { get; init; }

    public string? BatchId { get; init; }

    /// <summary>Tasks that must complete before it enters the queue.</summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>Approvals that it still needs.</summary>
    public IReadOnlyList<string> OpenApprovals { get; init; } = [];

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>When the next execution is due, in state RetryScheduled.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    public int ReplayCount { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Null outside code tasks.</summary>
    public TaskRouting? Routing { get; init; }

    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];

    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];

    public JsonElement? Payload { get; init; }

    /// <summary>Present once completed.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>The latest progress of the running attempt, if it reported any.</summary>
    public TaskProgress? Progress { get; init; }
}
