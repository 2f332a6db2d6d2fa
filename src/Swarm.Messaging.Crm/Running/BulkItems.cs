using System.Text.Json;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Crm.Running;

/// <summary>A payload with many of an operation: <c>{ "items": [ { "taskId", "idempotencyKey"?, "input" } ] }</c>, and its answer.</summary>
internal static class BulkItems
{
    /// <summary>Failures before anything was done, which the next execution of all together may not meet.</summary>
    private static readonly HashSet<string> NotBegun = new(StringComparer.Ordinal) { SessionTrouble.LoginFailed, "rate_limited", "unreachable", "no_credentials", StoppedErrors.Lease };

    /// <returns>Null when the payload is of one alone.</returns>
    public static IReadOnlyList<Item>? Of(JsonElement? payload)
    {
        if (payload is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("items", out var list) || list.ValueKind != JsonValueKind.Array)
            return null;
        var items = list.EnumerateArray().ToList();
        return items.Count > 0 && items.TrueForAll(i => i.ValueKind == JsonValueKind.Object && i.TryGetProperty("taskId", out var id) && id.ValueKind == JsonValueKind.String)
            ? items.ConvertAll(i => i.Deserialize<Item>(JsonSerializerOptions.Web)!) : null;
    }

    /// <summary>Each in its place; the task itself has succeeded. The newest word on the budget is kept.</summary>
    public static AgentResult Answer(IReadOnlyList<Item> items, IReadOnlyList<AgentResult> ends)
    {
        var outcomes = items.Zip(ends).Select(i => Of(i.First.TaskId, i.Second)).ToList();
        return AgentResult.Ok(new { items = outcomes }) with { RateLimit = ends.LastOrDefault(e => e.RateLimit is not null)?.RateLimit };
    }

    /// <summary>Of many none was begun, for the same reason: then it is the task's own end, and they are tried again together instead of one by one.</summary>
    /// <returns>Null: something was done, or may have been, or each has an end of its own.</returns>
    public static AgentResult? FailureOfAll(IReadOnlyList<AgentResult> ends) =>
        ends[0] is AgentResult.Failed { Error: { Retryable: true, Type: var type } } && NotBegun.Contains(type)
        && ends.All(e => e is AgentResult.Failed { Error.Retryable: true } failed && failed.Error.Type == type)
            ? ends[^1]
            : null;

    private static Outcome Of(string taskId, AgentResult end) => end switch
    {
        AgentResult.Succeeded done => new(taskId, true, done.Result, null),
        AgentResult.Failed failed => new(taskId, false, null, new(failed.Error.Type, failed.Error.Message, failed.Error.Retryable, failed.Error.InDoubt)),
        AgentResult.Refused refused => new(taskId, false, null, new("refused", refused.Reason, false, null)),
        _ => throw new InvalidOperationException("An item has no end."),
    };

    internal sealed record Item(string TaskId, string? IdempotencyKey, JsonElement? Input);

    internal sealed record Outcome(string TaskId, bool Success, JsonElement? Output, Failure? Error);

    internal sealed record Failure(string Type, string Message, bool Retryable, bool? InDoubt);
}
