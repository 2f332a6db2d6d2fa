using System.Text.Json;

namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>How a task of a batch ended.</summary>
public sealed record BatchItemResult
{
    public required string TaskId { get; init; }

    public bool Success { get; init; }

    public JsonElement? Output { get; init; }

    public string? Error { get; init; }

    /// <summary>Of its last execution, in ms.</summary>
    public long ExecutionTime { get; init; }
}
