using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// A swarm and what belongs to it.
/// </summary>
public sealed record SwarmDetails
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>As it is now, or as archived.</summary>
    public SwarmDocument Swarm { get; init; } = new();

    /// <summary>The swarm that leads all; absent: none does.</summary>
    public string? Leader { get; init; }

    /// <summary>Tasks that it was given and that have not ended; at most 100.</summary>
    public IReadOnlyList<SwarmOpenTask> OpenTasks { get; init; } = [];

    /// <summary>All of them.</summary>
    public long OpenTaskCount { get; init; }

    /// <summary>What it holds, by type.</summary>
    public IReadOnlyDictionary<string, long> Resources { get; init; } = new Dictionary<string, long>();

    public SwarmInbox Messages { get; init; } = new(0, []);

    /// <summary>Absent: it has none, or it cannot be read.</summary>
    public JsonElement? State { get; init; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SwarmCopy> Snapshots { get; init; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SwarmCopy> Checkpoints { get; init; } = [];

    /// <summary>What its coordinators wait for, by their ids.</summary>
    public IReadOnlyList<BlockingState> BlockingStates { get; init; } = [];

    /// <summary>What happened to it.</summary>
    public IReadOnlyList<Tasks.TimelineEntry> Timeline { get; init; } = [];

    /// <summary>What happened in its recoveries.</summary>
    public IReadOnlyList<Tasks.TimelineEntry> Recovery { get; init; } = [];
}
