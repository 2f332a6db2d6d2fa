using System.Text.Json;

namespace Swarm.Messaging.Client.Agents;

/// <summary>One attempt as a handler sees it.</summary>
public sealed record AgentTask
{
    public required string TaskId { get; init; }

    /// <summary>Who submitted it.</summary>
    public required string Client { get; init; }

    public required string Kind { get; init; }

    public required string Operation { get; init; }

    /// <summary>1 for the first execution; after a replay it counts anew.</summary>
    public required int Attempt { get; init; }

    /// <summary>How often the task was replayed before: 0 at first.</summary>
    public int Run { get; init; }

    /// <summary>The same on every attempt; hand it to whatever has side effects outside.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The session of this agent that the system has chosen and counted; null for what needs none.</summary>
    public string? SessionId { get; init; }

    /// <summary>The batch it came in; null outside batches.</summary>
    public string? BatchId { get; init; }

    /// <summary>From the start of this execution.</summary>
    public required TimeSpan Timeout { get; init; }

    public JsonElement? Payload { get; init; }

    /// <summary>
    /// False: nothing was heard of the system for as long as a lease lasts, or it has taken the lease away, so another agent may be doing the task by now.
    /// To be asked right before what cannot be taken back; <see cref="Effects.EffectJournal"/> does when it is given it.
    /// </summary>
    public Func<bool> HoldsLease { get; init; } = static () => true;

    /// <summary>Takes progress: a fraction of 0..1 if known, and a text of at most 200 characters. Cheap, never blocks; what comes faster than four times a second is dropped.</summary>
    public required Action<double?, string?> Progress { get; init; }
}
