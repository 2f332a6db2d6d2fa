namespace Swarm.Messaging.Placement.Sessions;

/// <summary>A session as placement knows it.</summary>
/// <param name="Client">Null: bound to nobody.</param>
/// <param name="Active">Attempts that hold one of its slots.</param>
/// <param name="Health">0..1: 1 at first, less with each failure, more with each success.</param>
/// <param name="Draining">No new work, for good: its health fell too low, or somebody said so.</param>
/// <param name="Served">Attempts that ended in it.</param>
public sealed record SessionReport(
    string SessionId, string TargetId, string? Client, int Active, int Slots, decimal Health, bool Draining,
    DateTimeOffset CreatedAt, DateTimeOffset LastUsed, long Served, long Failed)
{
    public SessionBreaker Breaker { get; init; } = SessionBreaker.Unused;
}

/// <summary>The circuit breaker of a session: failures of its own keep new work away for a while, then one attempt decides.</summary>
/// <param name="State">closed, open or half-open.</param>
/// <param name="Failures">Of its own since the last success, those that opened it and its failed probes with them.</param>
/// <param name="Breaks">How often it has opened.</param>
/// <param name="OpenedAt">When it last opened.</param>
/// <param name="RestUntil">Until when it is open; null: it is not.</param>
public sealed record SessionBreaker(string State, int Failures, long Breaks, DateTimeOffset? OpenedAt, DateTimeOffset? RestUntil)
{
    public const string Closed = "closed";
    public const string Open = "open";

    public static SessionBreaker Unused { get; } = new(Closed, 0, 0, null, null);
}

/// <param name="Choices">Attempts with a client that were given a session.</param>
/// <param name="AffinityHits">Of those, in the session that the client's affinity pointed to.</param>
/// <param name="Opened">Sessions opened because none would do.</param>
public sealed record SessionFigures(long Choices, long AffinityHits, long Opened);

/// <summary>Something that happened to a session, told once by the script that did it.</summary>
/// <param name="Id">Names the change; rises.</param>
/// <param name="What">One of <see cref="SessionChanges"/>.</param>
/// <param name="Reason">draining, removed and breaker-open: why.</param>
public sealed record SessionChange(
    string Id, string What, string SessionId, string TargetId, string? Client, DateTimeOffset At, string? Reason);

/// <summary>Names of changes.</summary>
public static class SessionChanges
{
    /// <summary>By a registration.</summary>
    public const string Registered = "registered";

    /// <summary>By placement, for an attempt that found none.</summary>
    public const string Opened = "opened";

    public const string Bound = "bound";

    public const string Draining = "draining";

    public const string Removed = "removed";

    public const string BreakerOpen = "breaker-open";

    public const string BreakerHalfOpen = "breaker-half-open";

    public const string BreakerClosed = "breaker-closed";
}
