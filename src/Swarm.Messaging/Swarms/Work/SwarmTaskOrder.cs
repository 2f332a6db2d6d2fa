using System.Text.Json;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>A task as it is queued: checked, with every default filled in.</summary>
/// <param name="Priority">high, normal or low: what strategies compare.</param>
/// <param name="Rank">0 (best) .. 100.</param>
/// <param name="QueuedBy">Null: nobody in particular.</param>
internal sealed record SwarmTaskOrder(
    string TaskId, string Type, string? Description, string Priority, int Rank, IReadOnlyList<string> Capabilities, string? EstimatedEffort, string Strategy,
    JsonElement? Payload, long? TimeoutMs, string? QueuedBy);
