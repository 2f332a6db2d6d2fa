using System.Text.Json;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>A task that was given to the swarm, as a handler sees it.</summary>
public sealed record SwarmTask
{
    /// <summary>As it was distributed; the same on every attempt.</summary>
    public required string TaskId { get; init; }

    public required string SwarmId { get; init; }

    public required string Type { get; init; }

    public string? Description { get; init; }

    public string? EstimatedEffort { get; init; }

    public JsonElement? Payload { get; init; }

    /// <summary>1 for the first execution.</summary>
    public required int Attempt { get; init; }

    /// <summary>From the start of this execution.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Takes progress: a fraction of 0..1 if known, and a text of at most 200 characters. Cheap, never blocks.</summary>
    public required Action<double?, string?> Progress { get; init; }

    internal static SwarmTask Of(string swarmId, AgentTask task)
    {
        var payload = task.Payload is { ValueKind: JsonValueKind.Object } given ? given : default;
        return new SwarmTask
        {
            TaskId = Text(payload, "taskId") ?? task.TaskId,
            SwarmId = swarmId,
            Type = task.Operation,
            Description = Text(payload, "description"),
            EstimatedEffort = Text(payload, "estimatedEffort"),
            Payload = Field(payload, "payload"),
            Attempt = task.Attempt,
            Timeout = task.Timeout,
            Progress = task.Progress,
        };
    }

    private static JsonElement? Field(JsonElement payload, string name) =>
        payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement payload, string name) => Field(payload, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
