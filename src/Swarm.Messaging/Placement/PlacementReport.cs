namespace Swarm.Messaging.Placement;

/// <summary>Status document of area <c>placement</c>.</summary>
public sealed record PlacementReport(
    IReadOnlyList<TargetReport> Targets,
    IReadOnlyList<QueueReport> Queues,
    IReadOnlyList<KindReport> Kinds,
    long Leases,
    long UnconfirmedGrants)
{
    /// <summary>Attempts that were kept from a target which had given their task back, until its rest of at most 10 s is over; some may have a slot elsewhere by now.</summary>
    public long Returned { get; init; }
}

/// <param name="Queue">A task kind.</param>
/// <param name="Bound">Past this many waiting, submission fails with <c>backlog_full</c>.</param>
/// <param name="Classes">Waiting by requirement class, at most 100 classes.</param>
public sealed record QueueReport(string Queue, long Waiting, long Bound, IReadOnlyDictionary<string, long> Classes);
