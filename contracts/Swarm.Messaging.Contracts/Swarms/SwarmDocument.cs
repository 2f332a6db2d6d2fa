using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm as the registry knows it. The same stands, as a snapshot for outside readers, under the key <c>swarm:{id}</c>.</summary>
public sealed record SwarmDocument
{
    public string Id { get; init; } = "";

    /// <summary>What its agents declare among their tags to get its tasks, <c>swarm:{id}</c>; of an id longer than 58 characters it is cut and has a hash (<see cref="SwarmTag"/>).</summary>
    public string AgentTag { get; init; } = "";

    public string Objective { get; init; } = "";

    public string Strategy { get; init; } = "";

    public string Mode { get; init; } = "";

    /// <summary>Always the mode.</summary>
    public string Topology { get; init; } = "";

    public int MaxAgents { get; init; }

    /// <summary>One of <see cref="SwarmStatuses"/>.</summary>
    public string Status { get; init; } = "";

    /// <summary>By the store's clock, like the other times.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something was last changed about it.</summary>
    public DateTimeOffset LastActivity { get; init; }

    /// <summary>Its registration, until the first heartbeat.</summary>
    public DateTimeOffset LastHeartbeat { get; init; }

    public IReadOnlyList<JsonElement> Agents { get; init; } = [];

    public IReadOnlyList<JsonElement> Tasks { get; init; } = [];

    public SwarmMetadata Metadata { get; init; } = new();

    public SwarmMetrics Metrics { get; init; } = new();

    /// <summary>Rises with every change but heartbeats.</summary>
    public long Version { get; init; }

    /// <summary>The process that hosts it; null: none.</summary>
    public string? Host { get; init; }

    /// <summary>The host outside whose own it is: only there its messages are read. Null: wherever it is.</summary>
    public string? Client { get; init; }

    /// <summary>Rises each time a process takes it.</summary>
    public long Term { get; init; }

    /// <summary>Registrations before it: the order of those registered in the same millisecond.</summary>
    public long Order { get; init; }

    /// <summary>Archived ones: when it was deregistered.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Archived ones: why, e.g. <c>completed</c> or <c>expired</c>.</summary>
    public string? ArchiveReason { get; init; }

    /// <summary>Archived ones: how long it was registered, ms.</summary>
    public long? Lifetime { get; init; }
}
