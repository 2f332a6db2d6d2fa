using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// A swarm and its state were changed together.
/// </summary>
public sealed record SwarmStateUpdated
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>As it is now.</summary>
    public SwarmDocument Swarm { get; init; } = new();

    /// <summary>Of the state.</summary>
    public long Version { get; init; }

    /// <summary>As it is now.</summary>
    public JsonElement State { get; init; }
}
