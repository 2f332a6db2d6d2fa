namespace Swarm.Messaging.Contracts.Flow;

/// <summary>
/// Says how fast the work of a key may go, over all hosts, operations and targets; what runs already counts too. Queue <c>swarm.set-limit</c>,
/// or PUT <c>/api/limits</c>. Answer: <see cref="DispatchLimits"/> or <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record SetLimit
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>
    /// <c>client:{client}</c>, <c>operation:{kind}/{operation}</c>, <c>agent:{agent}</c>, <c>location:{location}</c> of CRM tasks, or
    /// <c>{name}:*</c>: every key of the name of which nothing is said. At most 256 characters. Any other, for which nothing could count, is refused with the right
    /// spelling; to remove a limit its key need only be one. <c>login:{client}</c> is the system's own and neither set nor removed.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Attempts at a time, 1..100,000. Absent: any number.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Attempts that begin within a time, all of these together; at most 8.</summary>
    public IReadOnlyList<StartRate>? Rates { get; init; }

    /// <summary>Of a client, and of nothing else, among others of the same rank: how many turns it has for one of theirs, 0.01..100. Default 1.</summary>
    public decimal? Weight { get; init; }

    /// <summary>True: nothing is said of the key any more; the other fields must be absent.</summary>
    public bool? Remove { get; init; }
}

/// <summary>So many may begin in any span of that length.</summary>
/// <param name="Starts">1..10,000,000.</param>
/// <param name="PerMs">1..2,678,400,000 (31 days).</param>
public sealed record StartRate(int Starts, long PerMs);
