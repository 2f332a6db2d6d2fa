using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>
/// What an agent's answer for a whole batch says, <c>{"items":[{taskId, success, output | error}]}</c>. Of a task that it names more than once the first success counts, since what has taken
/// effect must not be done again, and without one the first failure; an entry that cannot be read is none. Pure.
/// </summary>
/// <param name="Items">By task: those it answers.</param>
/// <param name="Faults">By task: why what it says of it is no answer.</param>
/// <param name="Fault">Why it answers for nobody; null: it may.</param>
/// <param name="Warnings">What is wrong in it, for whoever writes the agent.</param>
internal sealed record BulkReading(
    IReadOnlyDictionary<string, BulkReading.Item> Items, IReadOnlyDictionary<string, string> Faults, string? Fault, IReadOnlyList<string> Warnings)
{
    public const string ItemFailed = "item_failed";

    /// <summary>There is no answer.</summary>
    public static readonly BulkReading None = new(new Dictionary<string, Item>(), new Dictionary<string, string>(), null, []);

    /// <param name="Result">JSON; null when it failed.</param>
    public sealed record Item(ReadOnlyMemory<byte>? Result, TaskError? Error);

    /// <param name="asked">The tasks that it was asked for.</param>
    public static BulkReading Of(JsonElement answer, IReadOnlyCollection<string> asked)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("items", out var list) || list.ValueKind != JsonValueKind.Array)
            return None with { Fault = $"its answer is {PayloadRules.Show(answer)}, which has no list of items", Warnings = [$"it is {PayloadRules.Show(answer)}, which has no list of items"] };
        var (items, faults, warnings) = (new Dictionary<string, Item>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        var entries = list.EnumerateArray().Index().ToLookup(e => e.Item.ValueKind == JsonValueKind.Object ? BulkAnswer.Text(e.Item, "taskId") : null, StringComparer.Ordinal);
        foreach (var group in entries)
        {
            if (group.Key is not { } task)
                warnings.AddRange(group.Select(e => $"items[{e.Index}] names no taskId"));
            else if (!asked.Contains(task))
                warnings.Add($"nobody asked for {PayloadRules.Cut(task)}");
            else
                Read(task, [.. group.Select(e => e.Item)], items, faults, warnings);
        }

        return new BulkReading(items, faults, null, warnings);
    }

    private static void Read(string task, IReadOnlyList<JsonElement> entries, Dictionary<string, Item> items, Dictionary<string, string> faults, List<string> warnings)
    {
        var found = entries.Where(e => FaultOf(e) is null).Select(ItemOf).ToList();
        if ((found.Find(i => i.Error is null) ?? found.FirstOrDefault()) is { } counts)
            items[task] = counts;
        else
            faults[task] = $"its answer of it has {FaultOf(entries[0])}";
        if (entries.Select(FaultOf).FirstOrDefault(f => f is not null) is { } fault)
            warnings.Add($"{task} has {fault}");
        if (entries.Count > 1)
            warnings.Add($"{task} is answered {entries.Count} times{(found.Count == 0 ? "" : $": the first {(items[task].Error is null ? "success" : "failure")} counts")}");
    }

    private static string? FaultOf(JsonElement entry) =>
        !entry.TryGetProperty("success", out var success) ? "no success"
        : success.ValueKind is JsonValueKind.True or JsonValueKind.False ? null
        : $"the success {PayloadRules.Show(success)}, which is neither true nor false";

    private static Item ItemOf(JsonElement entry) => entry.GetProperty("success").GetBoolean() ? new Item(Output(entry), null) : new Item(null, Error(entry));

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
            BulkAnswer.Text(error, "type") ?? ItemFailed, BulkAnswer.Text(error, "message") ?? "The agent said no more.", null,
            !error.TryGetProperty("retryable", out var retryable) || retryable.ValueKind != JsonValueKind.False,
            InDoubt: error.TryGetProperty("inDoubt", out var doubt) && doubt.ValueKind is JsonValueKind.True or JsonValueKind.False ? doubt.GetBoolean() : null);
    }
}
