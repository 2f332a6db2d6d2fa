using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.States;

/// <summary>What a swarm needs to go on elsewhere, as its owner and host have written it.</summary>
/// <param name="Document">A JSON object: the owner's fields, and <c>swarmId</c>, <c>savedAt</c>, <c>version</c>, <c>blockingStates</c> of the store's own.</param>
/// <param name="Version">Rises with every write.</param>
/// <param name="SavedAt">The store's clock.</param>
public sealed record SwarmState(string SwarmId, JsonElement Document, long Version, DateTimeOffset SavedAt)
{
    /// <summary>What a new swarm has.</summary>
    public static JsonElement First(DateTimeOffset now) => JsonSerializer.SerializeToElement(
        new { initializedAt = now, status = SwarmStatuses.Active, agents = Array.Empty<object>(), tasks = Array.Empty<object>() });
}

/// <summary>A kept copy of a swarm's state.</summary>
/// <param name="State">The whole state as it was.</param>
public sealed record SwarmSnapshot(string Id, string SwarmId, string Label, DateTimeOffset Timestamp, JsonElement State);

/// <summary>Data that a swarm's owner keeps to recover from.</summary>
public sealed record SwarmCheckpoint(string Id, string SwarmId, DateTimeOffset Timestamp, JsonElement Data);

/// <summary>A snapshot or checkpoint by its name.</summary>
public sealed record SwarmKept(string Id, DateTimeOffset Timestamp);

/// <param name="Checkpoint">Null: there is none, or none that can be used.</param>
/// <param name="Unusable">Newer ones, newest first, that are damaged, no object, or another's.</param>
public sealed record LatestCheckpoint(SwarmCheckpoint? Checkpoint, IReadOnlyList<string> Unusable);
