using System.Text.Json;

namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>Undoes a node that had succeeded. Its document also has the node's own result, under the node's id.</summary>
public sealed record WorkflowCompensation
{
    /// <summary>As of a node; every type but <c>delay</c>.</summary>
    public string? Type { get; init; }

    public JsonElement? Configuration { get; init; }

    public IReadOnlyDictionary<string, string>? Inputs { get; init; }

    public Tasks.RetrySettings? Retry { get; init; }

    /// <summary>Of one execution, in milliseconds, 1..86,400,000. Default 60,000.</summary>
    public long? TimeoutMs { get; init; }
}
