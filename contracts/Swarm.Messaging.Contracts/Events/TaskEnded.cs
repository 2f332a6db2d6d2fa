using System.Text.Json;

namespace Swarm.Messaging.Contracts.Events;

/// <summary>The end of a task, sent to the reply_to of a submission that asked for it with <c>notifyEnd</c>.</summary>
public sealed record TaskEnded
{
    public int SchemaVersion { get; init; } = 1;

    public required string TaskId { get; init; }

    /// <summary>Completed, DeadLettered or Cancelled.</summary>
    public required string State { get; init; }

    public string? Reason { get; init; }

    /// <summary>Present when completed.</summary>
    public JsonElement? Result { get; init; }
}
