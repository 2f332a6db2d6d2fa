namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// All that a process outside says and hears as a host of swarms, in one round trip: a sign of life of it and of its swarms, which messages were
/// handled, and what waits. Its host is told at once of a change of what it hosts, and of messages; otherwise when the wait is over. Queue
/// <c>swarm.sync-swarm-host</c>, or POST <c>/api/swarm-hosts/{hostId}/sync</c>; any process of the system answers. Answer:
/// <see cref="SwarmHostSynced"/>, or <see cref="Tasks.CommandRejected"/>: <c>host_taken</c>, <c>host_in_use</c>. At least once in 60 s, better each 15 s.
/// </summary>
public sealed record SyncSwarmHost
{
    /// <summary>Most seconds that an answer may be waited for.</summary>
    public const int MostWait = 20;

    /// <summary>Most messages of an answer; it has at most 8 MiB, too, or one message.</summary>
    public const int MostMessages = 1_000;

    /// <summary>Most swarms of one host, and entries of each list.</summary>
    public const int MostSwarms = 1_000;

    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>, chosen by the host: the same after its restart, and no other's.</summary>
    public string? HostId { get; init; }

    /// <summary>
    /// <c>[A-Za-z0-9._-]{1,128}</c>, another after each start of the process. A new one takes the host over: it gets everything that is not
    /// acknowledged anew, and what comes under the one before is refused as <c>host_taken</c>. Absent: processes of this host cannot be told apart,
    /// and it is refused as <c>host_in_use</c> until a process that gave a session has been silent for 60 s (<c>Swarms:InterruptAfter</c>).
    /// </summary>
    public string? Session { get; init; }

    /// <summary>
    /// From 1 on, one more with each that asks for messages: what comes late, or twice, takes no messages from a later one. Absent, or
    /// without a session: it counts when it comes.
    /// </summary>
    public long? Sequence { get; init; }

    /// <summary>Up to how many swarms it may be given that nobody hosts, 0 to 1,000. Default 0: only its own.</summary>
    public int? Capacity { get; init; }

    /// <summary>The swarms that live in it: their heartbeats, and only they get messages. At most 1,000.</summary>
    public IReadOnlyList<SwarmTerm>? Beats { get; init; }

    /// <summary>Messages that were handled and leave the inboxes. At most 1,000. One of a swarm that it hosts no longer stays there.</summary>
    public IReadOnlyList<AcknowledgedMessage>? Acknowledged { get; init; }

    /// <summary>How many handlers of messages failed since the last time, for the statistics. Default 0.</summary>
    public int? Failures { get; init; }

    /// <summary>Swarms that have enough in hand: their messages wait. At most 1,000.</summary>
    public IReadOnlyList<string>? Skip { get; init; }

    /// <summary>How long to wait for something to tell, s: 0 to 20. Default 0.</summary>
    public int? WaitSeconds { get; init; }

    /// <summary>0 to 1,000. Default 100.</summary>
    public int? MaxMessages { get; init; }

    /// <summary>True after an answer that was lost: every message that is not acknowledged comes again, in its order.</summary>
    public bool? Again { get; init; }
}
