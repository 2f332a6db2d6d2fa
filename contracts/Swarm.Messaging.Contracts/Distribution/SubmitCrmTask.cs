using System.Text.Json;

namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>
/// Asks for one task of the CRM. Queue <c>swarm.submit-crm-task</c>, or POST <c>/api/crm/tasks</c>. It becomes a task of kind <c>ghl</c>; with a
/// batchable operation and a client it is collected into a batch first. Answer: <see cref="Tasks.SubmissionAccepted"/> or
/// <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record SubmitCrmTask
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>A text, or an object with <c>id</c>, <c>swarmId</c>, <c>sequence</c> and <c>priority</c> (1..5). Absent: derived from the idempotency key, or generated. The same id with the same content answers with the task that exists.</summary>
    public JsonElement? Id { get; init; }

    /// <summary>What to do, e.g. <c>contact_create</c>; 1 to 64 of <c>[a-z0-9._-]</c>. One that is not in the catalogue has urgency 3 and a session, and is not batched. Absent: <see cref="Type"/> says what it is.</summary>
    public string? Operation { get; init; }

    /// <summary>For whom, <c>[A-Za-z0-9._-]{1,128}</c>: what runs in a session bound to one client is never another client's. Absent: it is nobody's, and is not batched.</summary>
    public string? ClientId { get; init; }

    /// <summary>research, analysis, coding, testing, review, documentation, deployment, monitoring, coordination, optimization, integration or custom. Default custom.</summary>
    public string? Type { get; init; }

    /// <summary>For people, at most 256 characters.</summary>
    public string? Name { get; init; }

    /// <summary>At most 4,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>critical, high, normal, low or background; urgent counts as critical. Counts only without an operation; without it the id's priority counts.</summary>
    public string? Priority { get; init; }

    public CrmRequirements? Requirements { get; init; }

    public CrmConstraints? Constraints { get; init; }

    /// <summary>An object; <c>ghlOperationType</c>, <c>clientId</c> and <c>queuedAt</c> are added, and <c>batchId</c> when it comes in a batch.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Deduplicates submissions of one client; 1..256 characters. Handed to the agent on every attempt; absent: the task's id is.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Longest time from acceptance to the end, waits included, in ms, up to 30 days. Absent: none.</summary>
    public long? DeadlineMs { get; init; }

    /// <summary>True: whoever is named by reply_to also gets the task's end as <see cref="Events.TaskEnded"/>.</summary>
    public bool? NotifyEnd { get; init; }
}
