namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>An effect that must happen once, and how to find out whether it has.</summary>
public sealed record EffectRequest
{
    /// <summary>Default time in which what was sent may still take effect.</summary>
    public static readonly TimeSpan DefaultSettle = TimeSpan.FromSeconds(5);

    public required EffectKey Key { get; init; }

    /// <summary>For people.</summary>
    public required string Operation { get; init; }

    /// <summary>Of operation and input, e.g. a hash: the same key with another fingerprint is refused as <c>id_conflict</c>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The task's, 1 for the first. Of an earlier attempt that left no word here, on another agent perhaps, nobody knows what it did. Default 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How often the task was replayed before; its attempts count anew in each run. Default 0.</summary>
    public int Run { get; init; }

    /// <summary>Doing it twice is the same as doing it once (setting a value, reading): no intent is written and doubt does not matter. Default false.</summary>
    public bool Repeatable { get; init; }

    /// <summary>Asked right before the intent of what is not <see cref="Repeatable"/>: false, and it is not begun, for another agent may be at it (<c>lease_expired</c>, retryable). Pass <see cref="AgentTask.HoldsLease"/>. Null: nobody asks.</summary>
    public Func<bool>? HoldsLease { get; init; }

    /// <summary>Looks whether an effect that was intended at the given time or after it has happened. Null: there is no way; a person must look.</summary>
    public Func<DateTimeOffset, CancellationToken, Task<EffectVerdict>>? Verify { get; init; }

    /// <summary>
    /// How long a request may still take effect after its attempt has ended; before that nobody looks. Where an agent died in the attempt, it counts from the start of the
    /// agent that has its journal. Default 5 s.
    /// </summary>
    public TimeSpan Settle { get; init; } = DefaultSettle;

    /// <summary>
    /// The same for a request without an answer, if longer than <see cref="Settle"/>: it is looked for again and again, and a verdict of "not done" counts only after this. At least as
    /// long as an answer is waited for: a service that was slower than that may be so once more. Default 0: <see cref="Settle"/>.
    /// </summary>
    public TimeSpan UnansweredSettle { get; init; }
}
