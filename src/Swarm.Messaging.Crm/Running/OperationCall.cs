using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;
using Swarm.Messaging.Crm.Operations;

namespace Swarm.Messaging.Crm.Running;

/// <summary>One operation to do: of a task, or of an item of a task that has many.</summary>
internal sealed partial record OperationCall
{
    /// <summary>What the system notes in an input; the same effect may come with it or without.</summary>
    private static readonly string[] Notes = ["batchId", "queuedAt", "ghlOperationType", "clientId"];

    public required Operation Operation { get; init; }

    public required string TaskId { get; init; }

    public required string Client { get; init; }

    /// <summary>The one named, else the client's own.</summary>
    public required string Session { get; init; }

    public required string Key { get; init; }

    /// <summary>Forms carry it unchanged, so that what was done under it is found by it.</summary>
    public bool HasPlainKey => Key.Trim().Length == Key.Length && !Key.Any(char.IsControl);

    public required int Attempt { get; init; }

    /// <summary>How often its task was replayed before.</summary>
    public int Run { get; init; }

    public required JsonElement Input { get; init; }

    /// <summary>See <see cref="AgentTask.HoldsLease"/>.</summary>
    public Func<bool>? HoldsLease { get; init; }

    public static OperationCall Of(Operation operation, AgentTask task) => Of(operation, task, task.TaskId, task.IdempotencyKey, task.Payload);

    public static OperationCall Of(Operation operation, AgentTask task, string taskId, string? key, JsonElement? input) => new()
    {
        Operation = operation, TaskId = taskId, Client = task.Client, Session = task.SessionId ?? $"client:{task.Client}", Key = key ?? taskId, Attempt = task.Attempt, Run = task.Run,
        Input = input is { ValueKind: JsonValueKind.Object } given ? given : JsonSerializer.SerializeToElement(new { }), HoldsLease = task.HoldsLease,
    };

    /// <summary>Fields of the input that are needed and absent.</summary>
    public IReadOnlyList<string> Missing() =>
        [.. Operation.Required.Where(name => !Input.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)];

    public TemplateValues Values() => new([
        KeyValuePair.Create("input", Input), Text("client", Client), Text("key", Key), Text("taskId", TaskId), Text("session", Session), Text("location", Location)]);

    public EffectRequest Effect(TimeSpan answerTimeout, Func<DateTimeOffset, CancellationToken, Task<EffectVerdict>> verify) => new()
    {
        Key = new EffectKey(Client, Key), Operation = Operation.Name, Fingerprint = Fingerprint(), Attempt = Attempt, Run = Run, Repeatable = Operation.Repeatable,
        Verify = Operation.CanVerify ? verify : null, Settle = Operation.Settle, UnansweredSettle = answerTimeout, HoldsLease = HoldsLease,
    };

    /// <summary>Whose budget it uses, as the system counts: the one that the input names, else the client.</summary>
    private string Location => Input.TryGetProperty("locationId", out var named) && named.ValueKind == JsonValueKind.String && Word().IsMatch(named.GetString()!)
        ? named.GetString()!
        : Client;

    private string Fingerprint()
    {
        var sorted = Sorted(JsonNode.Parse(Input.GetRawText()), top: true)?.ToJsonString() ?? "";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Operation.Name}\n{sorted}")))[..32];
    }

    private static JsonNode? Sorted(JsonNode? node, bool top = false) => node switch
    {
        JsonObject fields => new JsonObject(fields.Where(f => !top || !Notes.Contains(f.Key)).OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => KeyValuePair.Create(f.Key, Sorted(f.Value)))),
        JsonArray list => new JsonArray([.. list.Select(l => Sorted(l))]),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    private static KeyValuePair<string, JsonElement> Text(string name, string value) => KeyValuePair.Create(name, JsonSerializer.SerializeToElement(value));
}
