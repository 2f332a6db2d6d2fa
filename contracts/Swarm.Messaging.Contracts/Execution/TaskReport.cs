using System.Text.Json;

namespace Swarm.Messaging.Contracts.Execution;

/// <summary>One thing a target says of one attempt. One under an old token is refused as <c>stale_lease</c> and changes nothing.</summary>
public sealed record TaskReport
{
    public required string TaskId { get; init; }

    public required string LeaseToken { get; init; }

    /// <summary>That of the execution whose lease it names: another one is refused as <c>wrong_attempt</c>. 0 or absent: not said.</summary>
    public int Attempt { get; init; }

    /// <summary>One of <see cref="ReportKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The target's clock, for people; nothing is decided by it.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>succeeded: the result, any JSON, at most 1,048,576 bytes.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>failed: what went wrong.</summary>
    public TaskError? Error { get; init; }

    /// <summary>refused and returned: why.</summary>
    public string? Reason { get; init; }

    /// <summary>progressed: 0..1.</summary>
    public double? Fraction { get; init; }

    /// <summary>progressed: at most 200 characters.</summary>
    public string? Text { get; init; }

    /// <summary>succeeded and failed: what the service behind the target said about its budget; the pace follows it.</summary>
    public RateLimitFeedback? RateLimit { get; init; }
}
