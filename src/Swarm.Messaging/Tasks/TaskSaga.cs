using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>A task's data. Payload, result, timeline and ended attempts stand beside it.</summary>
internal sealed class TaskSaga : IStoredSagaInstance
{
    public Guid CorrelationId { get; set; }

    public string Id { get; set; } = "";

    public string CurrentState { get; set; } = "";

    public DateTimeOffset ChangedAt { get; set; }

    public string Client { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Operation { get; set; } = "";

    public List<string>? Tags { get; set; }

    public int Rank { get; set; }

    public long Sequence { get; set; }

    public string? IdempotencyKey { get; set; }

    /// <summary>Hash of what was asked; the same id with another one is a conflict.</summary>
    public string Fingerprint { get; set; } = "";

    public RetryPolicy Retry { get; set; } = null!;

    /// <summary>Null for kinds whose targets are all alike, and in documents of before there were courses.</summary>
    public TaskCourse? Course { get; set; }

    public long TimeoutMs { get; set; }

    /// <summary>From acceptance, or from the replay, to the end.</summary>
    public long? DeadlineMs { get; set; }

    public DateTimeOffset? Deadline { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public ReplyAddress? ReplyTo { get; set; }

    /// <summary>The workflow's node it is for, which hears of its end.</summary>
    public NodeOrigin? Origin { get; set; }

    /// <summary>Tasks that must complete before it enters the queue; those that have are gone from it.</summary>
    public List<string>? Dependencies { get; set; }

    /// <summary>Approvals that it still needs before it enters the queue.</summary>
    public List<string>? Approvals { get; set; }

    /// <summary>Approvals that were given.</summary>
    public List<string>? Approved { get; set; }

    /// <summary>Since when it waits with the run of its node, which is paused; null: it does not. Its deadline waits, too.</summary>
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>It is to be collected into a batch before it enters the queue.</summary>
    public bool Collects { get; set; }

    /// <summary>The batch that it came in, or is part of.</summary>
    public string? BatchId { get; set; }

    /// <summary>Tasks that want to hear of its end.</summary>
    public List<string>? Dependents { get; set; }

    public DateTimeOffset SubmittedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>0, and one more with each replay.</summary>
    public int Run { get; set; }

    /// <summary>The executing or coming execution of this run, 1 for the first.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>Ended executions of this run that do not count: those that a service refused for its rate limit, and all but one of those that its batch had as one task.</summary>
    public int Spared { get; set; }

    /// <summary>What the latest execution of this run ended with that may have taken effect, until one has looked and says that it did not. Null: there is none.</summary>
    public string? Doubt { get; set; }

    /// <summary>The slot held; null while it waits and after its end.</summary>
    public SlotLease? Lease { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>The same moment by the target's clock; null when it does not say.</summary>
    public DateTimeOffset? StartedOnTarget { get; set; }

    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>Why the next execution waits for longer than its policy says; null: it does not.</summary>
    public string? RetryWhy { get; set; }

    /// <summary>The session it ran in last.</summary>
    public string? LastSession { get; set; }

    /// <summary>The target it ran on last.</summary>
    public string? LastTarget { get; set; }

    /// <summary>Why it ended, or why it waits.</summary>
    public string? Reason { get; set; }

    public string? LastErrorType { get; set; }

    public string? LastError { get; set; }

    /// <summary>Something that it waits for before it enters the queue is not there yet.</summary>
    public bool IsHeldBack => Dependencies is { Count: > 0 } || Approvals is { Count: > 0 } || PausedAt is not null;

    public AttemptId AttemptId => new(Id, Run, Attempt);

    public Requirements Requirements() => Course?.Requirements(Kind, Tags) ?? new(Kind, Operation, Tags);

    /// <summary>Of the execution on the slot held: a pool and an agent may get different times.</summary>
    public long ExecutionTimeoutMs() => Course is { } course && IsInPool() ? course.TimeoutMs : TimeoutMs;

    public bool IsInPool() => Lease?.Type == TargetTypes.Pool;

    /// <summary>True for a key of limits that its attempt on this target counts for.</summary>
    public bool CountsFor(string key, string target) => Requirements() is var needs
        && (key == $"{FlowKeyNames.Client}:{Client}" || key == $"{FlowKeyNames.Agent}:{target}" || needs.Flow.Contains(key, StringComparer.Ordinal));

    /// <summary>True when what a target says carries the right of the present attempt.</summary>
    public bool Holds(string token) => Lease is not null && string.Equals(Lease.Token, token, StringComparison.Ordinal);

    /// <summary>True when the right that it carries is another target's than the one that says so.</summary>
    public bool IsForeign(string token, string? reporter) => Holds(token) && reporter is { Length: > 0 } && !string.Equals(Lease!.TargetId, reporter, StringComparison.Ordinal);
}
