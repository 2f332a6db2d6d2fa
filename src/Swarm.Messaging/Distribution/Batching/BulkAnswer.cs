using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>
/// What goes to an agent for a whole batch, <c>{"items":[{taskId, idempotencyKey, input}]}</c>, and what the lack of an answer comes to; see <see cref="BulkReading"/> for the answer. Pure.
/// </summary>
internal static class BulkAnswer
{
    /// <summary>The error of a task whose call for all of a batch began and ended without a word of it: it may have taken effect.</summary>
    public const string Unanswered = InDoubtErrors.BulkUnanswered;

    public static JsonElement Question(string batchId, string client, string operation, IEnumerable<(string TaskId, string Key, JsonElement? Input)> items) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["ghlOperationType"] = operation,
            ["clientId"] = client,
            ["batchId"] = batchId,
            ["items"] = items.Select(item => new Dictionary<string, object?> { ["taskId"] = item.TaskId, ["idempotencyKey"] = item.Key, ["input"] = item.Input }).ToList(),
        });

    /// <summary>The tasks of a question.</summary>
    public static IReadOnlyList<string> TasksOf(JsonElement? question) => question is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Object ? Text(item, "taskId") : null).OfType<string>()]
            : [];

    /// <summary>A question about these of its tasks alone.</summary>
    public static JsonElement Only(JsonElement question, IReadOnlySet<string> tasks)
    {
        var fields = JsonFieldMap.Of(question);
        fields["items"] = JsonSerializer.SerializeToElement(fields["items"].EnumerateArray().Where(item => tasks.Contains(Text(item, "taskId") ?? "")));
        return JsonSerializer.SerializeToElement(fields);
    }

    /// <summary>What an item without an answer ends with. Whoever executes it next knows by its attempt that it must look first; when the agent itself did not know, a person must.</summary>
    /// <param name="one">Null when it is gone.</param>
    /// <param name="fault">What is wrong with its answer; null: nothing, as far as it goes.</param>
    public static TaskError Doubt(string bulkTask, TaskSaga? one, string? fault = null)
    {
        var reviewed = one is { CurrentState: TaskStates.DeadLettered, LastErrorType: CrmPolicy.NeedsReview };
        var why = one switch
        {
            null => "it is gone",
            { CurrentState: TaskStates.Completed } => fault ?? "its answer does not name it",
            { CurrentState: TaskStates.DeadLettered } => $"{one.LastErrorType}: {one.LastError}",
            _ => $"{one.CurrentState}: {one.Reason}",
        };
        return new TaskError(
            reviewed ? CrmPolicy.NeedsReview : Unanswered, $"It was part of {bulkTask}, which was begun and ended without an answer for it ({why}): whether it took effect is not known.", null, !reviewed);
    }

    internal static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
