using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// A swarm's state was written.
/// </summary>
public sealed record SwarmStateChanged
{
    public int SchemaVersion { get; init; } = 1;

    public string SwarmId { get; init; } = "";

    public long Version { get; init; }

    /// <summary>As it is now.</summary>
    public JsonElement State { get; init; }
}
