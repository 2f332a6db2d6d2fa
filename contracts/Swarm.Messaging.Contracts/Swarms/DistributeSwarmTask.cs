using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks for a task to be done by the swarm that suits it best. Queue <c>swarm.distribute-swarm-task</c>, or POST <c>/api/swarm-tasks</c>. The
/// answer is <see cref="SwarmTaskDistributed"/> or <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record DistributeSwarmTask
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,120}</c> without two dots in a row. Absent: a new one, <c>task_...</c>. The same id with the same content answers with the task that exists.</summary>
    public string? TaskId { get; init; }

    /// <summary>The operation that agents of the swarm are asked for, 1 to 64 characters of a-z 0-9 . _ - Default <c>general</c>.</summary>
    public string? Type { get; init; }

    public string? Description { get; init; }

    /// <summary>high, normal or low; critical and urgent count as high, background as low, and anything else is normal with the warning <c>unknown_priority</c>. Default normal.</summary>
    public string? Priority { get; init; }

    /// <summary>What the swarm must be able to do, at most 16 of 1 to 64 characters. If no active swarm has them all, every active one remains.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>For people.</summary>
    public string? EstimatedEffort { get; init; }

    /// <summary>least_loaded, round_robin, priority or capability. Default: the installation's, least_loaded.</summary>
    public string? Strategy { get; init; }

    /// <summary>What the agent gets beside type and description; JSON of at most 56 levels; with the other fields at most 1 MiB.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>Longest time of one execution, ms. Default 300,000.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>The swarm that wants it done, and is told of its end. Absent: the leader is told.</summary>
    public string? QueuedBy { get; init; }
}
