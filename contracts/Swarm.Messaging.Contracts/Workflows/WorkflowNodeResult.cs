using System.Text.Json;

namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>How a node ended.</summary>
public sealed record WorkflowNodeResult
{
    public bool Success { get; init; }

    /// <summary>success or error.</summary>
    public required string Status { get; init; }

    /// <summary>What the node returned.</summary>
    public JsonElement? Data { get; init; }

    public string? Error { get; init; }

    /// <summary>The error in a word, as <see cref="WorkflowNodeStatus.ErrorType"/>.</summary>
    public string? ErrorType { get; init; }

    public required string NodeId { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Of its last execution, in milliseconds.</summary>
    public long Duration { get; init; }

    /// <summary>From the result cache.</summary>
    public bool Cached { get; init; }
}
