using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Writes the state of a swarm. Queue <c>swarm.save-swarm-state</c>, or POST <c>/api/swarms/{id}/state</c>. Answer: <see cref="SwarmStateChanged"/>, or
/// <see cref="Tasks.CommandRejected"/>: <c>not_found</c>, <c>too_deep</c>, <c>too_large</c>, <c>unreadable</c>.
/// </summary>
public sealed record SaveSwarmState
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    /// <summary>
    /// An object of at most 56 levels of JSON, in which no object has two fields of one name. Its <c>version</c>, a whole number from 1 to 4503599627370496 or absent, is
    /// counted on from when it is higher than the last; merged, it counts for nothing.
    /// </summary>
    public JsonElement? State { get; init; }

    /// <summary>Its fields are written over those of the state there is, which must exist. Default: it is the whole state.</summary>
    public bool? Merge { get; init; }
}
