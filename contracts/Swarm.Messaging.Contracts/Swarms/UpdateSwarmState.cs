using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Writes fields over those of a swarm's state and, in the same step, over what is said of the swarm: <c>objective</c>, <c>strategy</c>, <c>mode</c>, <c>maxAgents</c>, <c>agents</c>,
/// <c>tasks</c>, <c>metadata</c> and <c>status</c> are changed in both, any other in the state alone. All of it, or nothing. Queue <c>swarm.update-swarm-state</c>, or POST
/// <c>/api/swarms/{id}/changes</c>. Answer: <see cref="SwarmStateUpdated"/>, or <see cref="Tasks.CommandRejected"/>: <c>not_found</c> (no swarm, or it has no state yet),
/// <c>invalid_transition</c>, <c>swarm_limit</c>, <c>too_deep</c>, <c>too_large</c>, <c>unreadable</c>.
/// </summary>
public sealed record UpdateSwarmState
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    /// <summary>An object of at most 56 levels of JSON, in which no object has two fields of one name.</summary>
    public JsonElement? Changes { get; init; }
}
