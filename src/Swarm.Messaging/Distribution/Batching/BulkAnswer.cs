using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>
/// What goes to an agent for a whole batch, <c>{"items":[{taskId, idempotencyKey, input}]}</c>, and its answer,
/// <c>{"items":[{taskId, success, output | error}]}</c>. Pure.
/// </summary>
internal static class BulkAnswer
{
    public const string ItemFailed = "item_failed";

    /// <summary>The error of a task whose call for all of a batch began and ended without a word of it: it may have taken effect.</summary>
    public const string Unanswered = "bulk_unanswered";

    /// <param name="Result">JSON; null when it failed.</param>
    public sealed record Item(ReadOnlyMemory<byte>? Result, TaskError? Error);

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

    /// <summary>By task; what cannot be read is no answer. Of one that is named more than once a success counts: what has taken effect must not be done again.</summary>
    public static IReadOnlyDictionary<string, Item> Read(JsonElement answer)
    {
        var items = new Dictionary<string, Item>(StringComparer.Ordinal);
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("items", out var list) || list.ValueKind != JsonValueKind.Array)
            return items;
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind == JsonValueKind.Object
                && entry.TryGetProperty("taskId", out var id) && id.ValueKind == JsonValueKind.String
                && entry.TryGetProperty("success", out var success) && success.ValueKind is JsonValueKind.True or JsonValueKind.False)
            {
                var item = success.ValueKind == JsonValueKind.True ? new Item(Output(entry), null) : new Item(null, Error(entry));
                if (item.Error is null || items.GetValueOrDefault(id.GetString()!) is not { Error: null })
                    items[id.GetString()!] = item;
            }
        }

        return items;
    }

    /// <summary>What an item without an answer ends with. Whoever executes it next knows by its attempt that it must look first; when the agent itself did not know, a person must.</summary>
    /// <param name="one">Null when it is gone.</param>
    public static TaskError Doubt(string bulkTask, TaskSaga? one)
    {
        var reviewed = one is { CurrentState: TaskStates.DeadLettered, LastErrorType: CrmPolicy.NeedsReview };
        var why = one switch
        {
            null => "it is gone",
            { CurrentState: TaskStates.Completed } => "its answer does not name it",
            { CurrentState: TaskStates.DeadLettered } => $"{one.LastErrorType}: {one.LastError}",
            _ => $"{one.CurrentState}: {one.Reason}",
        };
        return new TaskError(
            reviewed ? CrmPolicy.NeedsReview : Unanswered, $"It was part of {bulkTask}, which was begun and ended without an answer for it ({why}): whether it took effect is not known.", null, !reviewed);
    }

    private static ReadOnlyMemory<byte> Output(JsonElement entry) =>
        entry.TryGetProperty("output", out var output) ? JsonSerializer.SerializeToUtf8Bytes(output) : "null"u8.ToArray();

    /// <summary>A text, or an error as a report has it.</summary>
    private static TaskError Error(JsonElement entry) => ErrorBounds.Within(Said(entry));

    private static TaskError Said(JsonElement entry)
    {
        if (!entry.TryGetProperty("error", out var error))
            return new TaskError(ItemFailed, "The agent named no error.");
        if (error.ValueKind != JsonValueKind.Object)
            return new TaskError(ItemFailed, error.ValueKind == JsonValueKind.String ? error.GetString()! : error.GetRawText());
        return new TaskError(
            Text(error, "type") ?? ItemFailed, Text(error, "message") ?? "The agent said no more.", null,
            !error.TryGetProperty("retryable", out var retryable) || retryable.ValueKind != JsonValueKind.False);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
