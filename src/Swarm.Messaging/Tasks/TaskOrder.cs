using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <summary>What was asked, checked and completed with defaults.</summary>
internal sealed record TaskOrder
{
    public required string TaskId { get; init; }

    /// <summary>The id that the caller named; null: none. Another than <see cref="TaskId"/> when the idempotency key stands for that one.</summary>
    public string? RequestedId { get; init; }

    public required string Client { get; init; }

    public required string Kind { get; init; }

    public required string Operation { get; init; }

    public required ReadOnlyMemory<byte>? Payload { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required int Rank { get; init; }

    public required RetryPolicy Retry { get; init; }

    public TaskCourse? Course { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>The same while the order of names counted, of tasks that were accepted then; null: no other.</summary>
    public string? FormerFingerprint { get; init; }

    public string? IdempotencyKey { get; init; }

    public TimeSpan? Deadline { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public ReplyAddress? ReplyTo { get; init; }

    public NodeOrigin? Origin { get; init; }

    /// <summary>What it waits for before it enters the queue; null when it enters it at once.</summary>
    public TaskHold? Hold { get; init; }

    /// <summary>The batch that it is the one task of.</summary>
    public string? BatchId { get; init; }

    /// <summary>A schedule made it, for one of its times: the same content at another time is another task.</summary>
    public bool IsScheduled { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public Requirements Requirements() => Course?.Requirements(Kind, Tags) ?? new(Kind, Operation, Tags);
}
