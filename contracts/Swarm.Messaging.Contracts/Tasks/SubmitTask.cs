using System.Text.Json;

namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>
/// Asks for one task. Send it to the queue <c>swarm.submit-task</c> (plain JSON or a MassTransit envelope), or POST it to
/// <c>/api/tasks</c>. The answer is <see cref="SubmissionAccepted"/> or <see cref="CommandRejected"/>.
/// </summary>
public sealed record SubmitTask
{
    /// <summary>Version of this message's shape. 1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>
    /// The caller's id, <c>[A-Za-z0-9._-]{1,128}</c>, no reserved word. Absent: derived from client and idempotency key, or generated.
    /// The same id with the same content answers with the task that exists; with other content it is refused as <c>id_conflict</c>.
    /// </summary>
    public string? TaskId { get; init; }

    /// <summary>
    /// Deduplicates submissions of one client for as long as the task is kept (while it is open, and 24 h after its end, as a dead letter 30 days), 1..256 characters: a known key answers with its task, whatever the id;
    /// one that came with another id is told both (<see cref="SubmissionAccepted.RequestedTaskId"/>). Travels to the executor on every attempt.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Who asks, <c>[A-Za-z0-9._-]{1,128}</c>. Default <c>default</c>.</summary>
    public string? Client { get; init; }

    /// <summary>What sort of task: <c>code</c>, <c>basic</c>, ... It is also the queue whose backlog bound applies.</summary>
    public string? Kind { get; init; }

    /// <summary>What to do, one of the kind's operations: <c>analyze</c>, <c>echo</c>, ...</summary>
    public string? Operation { get; init; }

    /// <summary>Another word for <see cref="Operation"/>, which it comes before when both are given.</summary>
    public string? Type { get; init; }

    /// <summary>The operation's input, any JSON, at most 1,048,576 bytes.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>0 (best) .. 100 (worst). Absent: taken from <see cref="Priority"/>, else 10.</summary>
    public int? Rank { get; init; }

    /// <summary>critical, high, normal, low or background; urgent counts as critical. Ignored when <see cref="Rank"/> is given; an unknown name means normal plus the warning <c>unknown_priority</c>.</summary>
    public string? Priority { get; init; }

    /// <summary>Capabilities that the target must declare beside the operation, at most 16 of <c>[A-Za-z0-9._:-]{1,64}</c>.</summary>
    public IReadOnlyList<string>? Requires { get; init; }

    /// <summary>How often and how long apart executions are tried. Absent: the kind's preset.</summary>
    public RetrySettings? Retry { get; init; }

    /// <summary>Longest time of one execution from its start, in milliseconds, 1..86,400,000. Default 300,000.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>Longest time from acceptance to the end, waits included, in milliseconds, up to 30 days. Absent: none.</summary>
    public long? DeadlineMs { get; init; }

    /// <summary>Free labels of the caller, returned with the task; at most 16, names up to 64 and values up to 256 characters.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>True: whoever is named by reply_to also gets the task's end as <see cref="Events.TaskEnded"/>.</summary>
    public bool? NotifyEnd { get; init; }
}
