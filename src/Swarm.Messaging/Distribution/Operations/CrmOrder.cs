using System.Text.Json;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Operations;

/// <summary>A CRM task as the submission of a task that it means.</summary>
/// <param name="Capabilities">Words that agents must know of before it is stored.</param>
internal sealed record CrmOrder(Submission Submission, IReadOnlyList<string> Capabilities)
{
    private const int Shown = 256;

    /// <param name="operation">What is known of it; null when the task names none.</param>
    public static CrmOrder Of(SubmitCrmTask task, CrmTaskId id, CrmOperation? operation, DateTimeOffset now)
    {
        var (needs, limits) = (task.Requirements, task.Constraints);
        var input = Input(task, id, operation, null);
        var command = new SubmitTask
        {
            TaskId = id.Id,
            IdempotencyKey = task.IdempotencyKey,
            Client = task.ClientId,
            Kind = CrmPolicy.KindName,
            Operation = operation?.Name ?? task.Type ?? "custom",
            Payload = input,
            Rank = operation?.Rank ?? (task.Priority is null && id.Priority is { } urgency ? RankNames.OfUrgency(urgency) : null),
            Priority = operation is null ? task.Priority : null,
            Retry = limits?.MaxRetries is { } retries ? new RetrySettings { MaxAttempts = retries + 1 } : null,
            TimeoutMs = limits?.TimeoutAfter ?? needs?.MaxDuration,
            DeadlineMs = task.DeadlineMs,
            Labels = Labels(task, id),
            NotifyEnd = task.NotifyEnd,
        };
        var collects = operation is { Batchable: true } && task.ClientId is not null;
        return new CrmOrder(
            new Submission(
                command,
                Hold: new TaskHold(limits?.Dependencies ?? [], limits?.RequiredApprovals ?? [], collects),
                Needs: Tags(needs),
                Stored: Input(task, id, operation, now)),
            needs?.Capabilities ?? []);
    }

    private static IReadOnlyList<string> Tags(CrmRequirements? needs) =>
    [
        .. needs?.AgentType is { } type ? [SkillWords.Type(type)] : Array.Empty<string>(),
        .. (needs?.Capabilities ?? []).Select(SkillWords.Capability),
        .. (needs?.Tools ?? []).Select(SkillWords.Tool),
        .. (needs?.Permissions ?? []).Select(SkillWords.Permission),
    ];

    /// <param name="queuedAt">Null for the comparison with an earlier submission.</param>
    private static JsonElement Input(SubmitCrmTask task, CrmTaskId id, CrmOperation? operation, DateTimeOffset? queuedAt)
    {
        var fields = task.Input is { ValueKind: JsonValueKind.Object } given
            ? JsonFieldMap.Of(given)
            : new(StringComparer.Ordinal);
        if (operation is not null)
            fields["ghlOperationType"] = JsonSerializer.SerializeToElement(operation.Name);
        if (task.ClientId is { } client)
            fields["clientId"] = JsonSerializer.SerializeToElement(client);
        if (queuedAt is { } at)
            fields["queuedAt"] = JsonSerializer.SerializeToElement(at);
        if (About(task, id) is { Count: > 0 } about)
            fields["task"] = JsonSerializer.SerializeToElement(about);
        return JsonSerializer.SerializeToElement(fields);
    }

    /// <summary>What is for whoever does it, and nobody else.</summary>
    private static Dictionary<string, object> About(SubmitCrmTask task, CrmTaskId id)
    {
        var about = new Dictionary<string, object>();
        Add("type", task.Type);
        Add("name", task.Name);
        Add("description", task.Description);
        Add("swarmId", id.SwarmId);
        Add("sequence", id.Sequence);
        Add("estimatedDuration", task.Requirements?.EstimatedDuration);
        Add("memoryRequired", task.Requirements?.MemoryRequired);
        return about;

        void Add(string name, object? value)
        {
            if (value is not null)
                about[name] = value;
        }
    }

    private static Dictionary<string, string>? Labels(SubmitCrmTask task, CrmTaskId id)
    {
        var labels = new Dictionary<string, string>();
        if (id.SwarmId is { } swarm)
            labels["swarmId"] = swarm;
        if (task.Name is { Length: > 0 and <= Shown } name)
            labels["name"] = name;
        return labels.Count == 0 ? null : labels;
    }
}

/// <param name="Priority">1..5.</param>
internal sealed record CrmTaskId(string? Id, string? SwarmId = null, long? Sequence = null, int? Priority = null);
