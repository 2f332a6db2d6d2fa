using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>Tasks of swarms out of JSON, with their defaults, or everything that is wrong with them.</summary>
internal sealed class SwarmTaskReader(SwarmTaskPolicy policy, IOptions<WorkOptions> options)
{
    private const int MostCapabilities = 16;
    private const int MostLetters = 64;

    /// <summary>Leaves room for the number of an assignment.</summary>
    public const int LongestId = 120;

    private static readonly string[] TaskFields = ["description", "priority", "capabilities", "estimatedEffort", "payload", "timeoutMs"];

    /// <summary>The command itself.</summary>
    /// <param name="id">Its id when it names none; null: a new one.</param>
    public ReadSwarmTask Read(JsonElement json, string? id = null)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(json, "", found);
        CommandReader.CheckVersion(fields, "", found);
        return Read(fields, fields.Text("taskId") ?? id, fields.Text("queuedBy"), fields.Text("strategy"), found);
    }

    /// <summary>An entry of a queue or message: id, task, queuedAt, queuedBy; or a task alone.</summary>
    /// <param name="id">Its id when it names none.</param>
    public ReadSwarmTask ReadEntry(JsonElement json, string id)
    {
        var found = new List<Violation>();
        var entry = new JsonFields(json, "", found);
        var fields = entry.Object("task") ?? entry;
        return Read(fields, entry.Text("id") ?? fields.Text("taskId") ?? id, entry.Text("queuedBy"), entry.Text("strategy") ?? fields.Text("strategy"), found);
    }

    /// <summary>
    /// The payload of a <c>task_submission</c>: task, and beside it id, queuedAt, queuedBy and strategy. A field of the task that nobody knows is refused: nobody would hear a warning. What
    /// else stands beside the task is for the receivers.
    /// </summary>
    /// <param name="id">Its id when it names none.</param>
    public ReadSwarmTask ReadMessage(JsonElement payload, string id)
    {
        var found = new List<Violation>();
        var entry = new JsonFields(payload, "payload.", found);
        _ = (entry.Any("type"), entry.Any("requestId"), entry.Any("queuedAt"));
        var (named, by, strategy) = (entry.Text("id"), entry.Text("queuedBy"), entry.Text("strategy"));
        if (entry.Object("task") is not { } fields)
        {
            if (found.Count == 0)
                found.Add(new("payload.task", null, "Required: an object, the task."));
            return new(null, CommandRules.Reject(nameof(DistributeSwarmTask), named, found), []);
        }

        var (own, chosen) = (fields.Text("taskId"), fields.Text("strategy"));
        entry.RefuseMisplaced("The payload", new Dictionary<string, IReadOnlyList<string>> { ["task"] = TaskFields });
        entry.RefuseMisspelt("The payload");
        return Read(fields, named ?? own ?? id, by, strategy ?? chosen, found, strict: true);
    }

    private ReadSwarmTask Read(JsonFields fields, string? id, string? queuedBy, string? strategy, List<Violation> found, bool strict = false)
    {
        CommandRules.CheckId(id, fields.PathOf("taskId"), required: false, found);
        if (id is not null && found.Count == 0 && id.Length > LongestId)
            found.Add(new(fields.PathOf("taskId"), PayloadRules.Cut(id), $"At most {LongestId} characters."));
        CommandRules.CheckId(queuedBy, fields.PathOf("queuedBy"), required: false, found, reserved: false);
        var type = fields.Text("type") ?? "general";
        found.AddRange(policy.Judge(type, null).Select(v => v with { Field = fields.PathOf("type") }));
        var capabilities = fields.Texts("capabilities") ?? [];
        if (capabilities.Count > MostCapabilities || capabilities.Any(c => c.Length is 0 or > MostLetters))
            found.Add(new(fields.PathOf("capabilities"), $"{capabilities.Count} entries", $"At most {MostCapabilities} of 1 to {MostLetters} characters."));
        if (strategy is not null && !WorkStrategies.All.Contains(strategy))
            found.Add(new(fields.PathOf("strategy"), PayloadRules.Cut(strategy), $"One of {string.Join(", ", WorkStrategies.All)}.", "unknown_strategy"));
        var timeout = fields.Whole("timeoutMs");
        if (timeout is < 1 or > 86_400_000)
            found.Add(new(fields.PathOf("timeoutMs"), $"{timeout}", "A whole number of milliseconds from 1 to 86400000."));
        var warnings = new List<string>();
        var priority = fields.Text("priority");
        var rank = Priorities.Rank(priority, warnings);
        var order = new SwarmTaskOrder(
            id ?? $"task_{Guid.CreateVersion7():N}", type, fields.Text("description"), Canonical(priority), rank, [.. capabilities.Distinct()],
            Effort(fields), strategy ?? options.Value.Strategy, fields.Any("payload"), timeout, queuedBy);
        if (strict)
            fields.RefuseUnknown("A task");
        // What the task that is made of it would be refused for is known now.
        if (order.Payload is { } payload)
            StoredJson.CheckDepth(payload, fields.PathOf("payload"), found);
        if (found.Count == 0 && SwarmTaskPayload.Bytes(order) is var bytes and > TaskOptions.MaxPayloadBytes)
            found.Add(new(fields.PathOf("payload"), $"{bytes} bytes", $"At most {TaskOptions.MaxPayloadBytes} bytes of JSON with the description and the other fields; put more somewhere else and send a reference.", "too_large"));
        return found.Count > 0
            ? new(null, CommandRules.Reject(nameof(DistributeSwarmTask), id, found), [])
            : new(order, null, [.. warnings, .. fields.Unknown()]);
    }

    // The three that swarms have; a name that nobody knows is a normal one, as its rank.
    private static string Canonical(string? priority) => priority?.ToLowerInvariant() switch
    {
        "high" or "critical" or "urgent" => "high",
        "low" or "background" => "low",
        _ => "normal",
    };

    // A number or a text: outside writers have both.
    private static string? Effort(JsonFields fields) => fields.Any("estimatedEffort") is { ValueKind: not JsonValueKind.Null } effort ? effort.ToString() : null;
}

/// <summary>Exactly one of the first two.</summary>
internal sealed record ReadSwarmTask(SwarmTaskOrder? Order, CommandRejected? Rejected, IReadOnlyList<string> Warnings);
