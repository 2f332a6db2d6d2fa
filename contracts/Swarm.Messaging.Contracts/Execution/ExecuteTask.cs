using System.Text.Json;

namespace Swarm.Messaging.Contracts.Execution;

/// <summary>One attempt to run.</summary>
public sealed record ExecuteTask
{
    public required string TaskId { get; init; }

    public required string Client { get; init; }

    public required string Kind { get; init; }

    public required string Operation { get; init; }

    /// <summary>1 for the first execution; after a replay it counts anew.</summary>
    public required int Attempt { get; init; }

    /// <summary>How often the task was replayed before: 0 at first.</summary>
    public int Run { get; init; }

    /// <summary>The right to run this attempt; everything said about it carries the token.</summary>
    public required string LeaseToken { get; init; }

    /// <summary>The same on every attempt; hand it to whatever has side effects outside.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>From the start of execution.</summary>
    public required long TimeoutMs { get; init; }

    public int Rank { get; init; }

    /// <summary>The session of the target to run it in, already counted there; absent for what needs none. A session unknown to the target is new: it is opened for the task's client.</summary>
    public string? SessionId { get; init; }

    /// <summary>The batch it came in; absent outside batches.</summary>
    public string? BatchId { get; init; }

    /// <summary>False: what an earlier attempt may have done must not be done again unseen; absent: it may.</summary>
    public bool? Repeatable { get; init; }

    /// <summary>When the task was accepted, by the clock of that host; absent on all but its first execution.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>Set when this execution recovers from a failed one inside WebAssembly.</summary>
    public RecoveryOrder? Recovery { get; init; }

    public JsonElement? Payload { get; init; }
}
