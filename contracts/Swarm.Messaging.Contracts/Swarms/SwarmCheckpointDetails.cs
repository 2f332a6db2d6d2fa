using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// A checkpoint of a swarm, and what was kept by it.
/// </summary>
public sealed record SwarmCheckpointDetails
{
    public int SchemaVersion { get; init; } = 1;

    public string SwarmId { get; init; } = "";

    public SwarmCopy Copy { get; init; } = new("", default);

    public JsonElement Data { get; init; }

    /// <summary>Newer checkpoints that cannot be used, newest first: what is stored of them is damaged. Empty: it is the newest.</summary>
    public IReadOnlyList<string> Unusable { get; init; } = [];
}
