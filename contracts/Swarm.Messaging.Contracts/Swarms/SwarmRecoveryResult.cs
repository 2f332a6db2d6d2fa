using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// What became of the begin of a recovery.
/// </summary>
public sealed record SwarmRecoveryResult
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>It is recovering, or active again.</summary>
    public bool Success { get; init; }

    public string SwarmId { get; init; } = "";

    /// <summary>Of the swarm now.</summary>
    public string Status { get; init; } = "";

    public JsonElement? State { get; init; }

    public RecoveryPlan? RecoveryPlan { get; init; }

    /// <summary>Why there is no success, e.g. what it waits for.</summary>
    public string? Error { get; init; }
}
