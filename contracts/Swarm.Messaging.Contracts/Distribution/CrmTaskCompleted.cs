using System.Text.Json;

namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A task succeeded.</summary>
public sealed record CrmTaskCompleted : DistributionEvent
{
    public required string TaskId { get; init; }

    public string? AgentId { get; init; }

    /// <summary>Of the successful execution, in ms.</summary>
    public long Duration { get; init; }

    /// <summary>Absent above 64 KiB: ask for the task.</summary>
    public JsonElement? Result { get; init; }

    public string? BatchId { get; init; }

    public string? Op { get; init; }
}
