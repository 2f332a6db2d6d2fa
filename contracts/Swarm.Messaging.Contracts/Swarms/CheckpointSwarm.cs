using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Keeps data of a swarm to recover from; of more than 10 the oldest goes. Queue <c>swarm.checkpoint-swarm</c>, or POST <c>/api/swarms/{id}/checkpoints</c>. Answer:
/// <see cref="SwarmCopyKept"/>, or <see cref="Tasks.CommandRejected"/>: <c>not_found</c>, <c>too_deep</c>, <c>too_large</c>.
/// </summary>
public sealed record CheckpointSwarm
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SwarmId { get; init; }

    /// <summary>An object of at most 56 levels and 8 MiB (<c>Swarms:MaxStateBytes</c>), in which no object has two fields of one name.</summary>
    public JsonElement? Data { get; init; }
}
