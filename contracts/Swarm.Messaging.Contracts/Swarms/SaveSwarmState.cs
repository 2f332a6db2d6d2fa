using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Writes the state of a swarm. Queue <c>swarm.save-swarm-state</c>, or POST <c>/api/swarms/{id}/state</c>. Answer: <see cref="SwarmStateChanged"/>, or
/// <see cref="Tasks.CommandRejected"/>: <c>not_found</c>.
/// </summary>
public sealed record SaveSwarmState
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    /// <summary>An object.</summary>
    public JsonElement? State { get; init; }

    /// <summary>Its fields are written over those of the state there is, which must exist. Default: it is the whole state.</summary>
    public bool? Merge { get; init; }
}
