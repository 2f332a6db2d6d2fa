using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>What is said of a swarm beside its objective. Fields of its owner's own stay as they are.</summary>
public sealed record SwarmMetadata
{
    /// <summary>Default <c>system</c>.</summary>
    public string Creator { get; init; } = "system";

    /// <summary>Default <c>unknown</c>.</summary>
    public string Phase { get; init; } = "unknown";

    /// <summary><c>high</c>, <c>normal</c> (default) or <c>low</c>.</summary>
    public string Priority { get; init; } = "normal";

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What tasks may require of it.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Since when it is interrupted; null while it is not. The registry's own: what a caller writes here is not taken.</summary>
    public DateTimeOffset? InterruptedAt { get; init; }

    /// <summary>Why its status is what it is, e.g. <c>heartbeat_timeout</c>. The registry's own, too.</summary>
    public string? Reason { get; init; }

    // Not init: generated serialisers cannot bind what has no name.
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Further { get; set; }
}
