using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Changes what is said of a swarm; what is absent stays. Queue <c>swarm.update-swarm</c>, or POST <c>/api/swarms/{id}</c>. Answer: <see cref="SwarmChanged"/>, or
/// <see cref="Tasks.CommandRejected"/>: <c>not_found</c>, <c>invalid_transition</c>, <c>swarm_limit</c>.
/// </summary>
public sealed record UpdateSwarm
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    public string? Objective { get; init; }

    public string? Strategy { get; init; }

    public string? Mode { get; init; }

    public int? MaxAgents { get; init; }

    public IReadOnlyList<JsonElement>? Agents { get; init; }

    public IReadOnlyList<JsonElement>? Tasks { get; init; }

    /// <summary>As a whole.</summary>
    public SwarmMetadata? Metadata { get; init; }

    /// <summary>One of <see cref="SwarmStatuses"/> that may follow, except <c>recovering</c>: a recovery sets that (<see cref="RecoverSwarm"/>).</summary>
    public string? Status { get; init; }
}
