using System.Text.Json;

namespace Swarm.Messaging.Contracts.Status;

/// <summary>Each asked area's document by its name.</summary>
public sealed record StatusReply
{
    public int SchemaVersion { get; init; } = 1;

    public IReadOnlyDictionary<string, JsonElement> Areas { get; init; } = new Dictionary<string, JsonElement>();
}
