namespace Swarm.Messaging.Placement;

/// <summary>
/// Targets, leases and the backlog, all under one hash tag. Every call is one script: limit checked, slot taken and lease written, or
/// nothing. See PROTOCOL: a slot is leased before the saga commits, and the saga's commit decides whether the lease is kept.
/// </summary>
public interface IPlacementStore
{
    /// <summary>Answers in the order of the requests. Attempts of a class that others already wait for are not placed past them.</summary>
    Task<IReadOnlyList<PlaceResult>> TryPlaceAsync(IReadOnlyList<PlaceRequest> requests, CancellationToken cancellation);

    /// <summary>Applies in order; slots that come free are granted to the best waiting attempts in the same script.</summary>
    Task<PlacementNews> ApplyAsync(IReadOnlyList<PlacementRequest> requests, CancellationToken cancellation);

    /// <summary>
    /// Marks attempts as begun, just before they run. True per token that is current and not begun by another <paramref name="call"/>;
    /// the same call again answers the same. The others must not be run.
    /// </summary>
    Task<IReadOnlyList<bool>> StartAttemptsAsync(string targetId, IReadOnlyList<string> tokens, string call, CancellationToken cancellation);

    /// <summary>Makes a target known or changes it; waiting attempts it can serve are granted its free slots.</summary>
    Task<PlacementNews> RegisterTargetAsync(TargetDefinition target, CancellationToken cancellation);

    /// <summary>Changes how many slots a target has, cheaper than registering again. Fewer take nothing away; more are granted at once.</summary>
    /// <param name="slots">0..10,000; 0: no new work.</param>
    /// <returns>Null: placement does not know the target; register it.</returns>
    Task<PlacementNews?> SetSlotsAsync(string targetId, int slots, CancellationToken cancellation);

    /// <summary>A target's heartbeat: renews its leases listed here (queued or running) for 15 s and the target itself.</summary>
    Task<TargetRenewal> RenewAsync(string targetId, IReadOnlyList<string> tokens, CancellationToken cancellation);

    /// <summary>No new work for the target; its leases go on.</summary>
    /// <param name="why">For whoever asks why it gets none; null: it drains.</param>
    Task DrainTargetAsync(string targetId, string? why, CancellationToken cancellation);

    /// <summary>The target is gone; leases it still held and never began are lost at once, begun ones when they expire.</summary>
    Task<PlacementNews> RemoveTargetAsync(string targetId, CancellationToken cancellation);

    /// <summary>
    /// As <see cref="RemoveTargetAsync"/>, for a target of which nothing runs any more: begun leases are lost at once, too. Only for who knows that for certain, as that its process
    /// does not exist: else what it runs would be run twice.
    /// </summary>
    Task<PlacementNews> RemoveDeadTargetAsync(string targetId, CancellationToken cancellation);

    /// <summary>
    /// What time alone brings: expired leases, unconfirmed grants (back to their old place), lapsed reservations, lost targets,
    /// news that no saga has acted on for 5 s. Any host, any time; each thing is found by one.
    /// </summary>
    /// <param name="spare">Nobody could be heard of late: no lease ends and no target is taken for lost.</param>
    Task<PlacementNews> SweepAsync(int limit, bool spare, CancellationToken cancellation);

    /// <summary>How long until a rate, a pause or a rest lets some begin again, so that a sweep is due; null: none is waited for, or nobody knows when.</summary>
    Task<TimeSpan?> UntilDueAsync(CancellationToken cancellation);

    /// <summary>Sagas have acted on these losses: forget them.</summary>
    Task AcknowledgeAsync(IReadOnlyCollection<string> lostTokens);

    /// <summary>Outcomes older than <see cref="PlacementOptions.OutcomeRetention"/> go, and what they leave empty. Any host, any time.</summary>
    /// <returns>How many outcomes went.</returns>
    Task<int> CleanOutcomesAsync(CancellationToken cancellation);

    /// <summary>All targets, for whoever keeps a copy of them.</summary>
    Task<TargetsSnapshot> TargetsAsync(CancellationToken cancellation);

    /// <summary>
    /// Calls back with the new <see cref="TargetsSnapshot.Version"/> when it rises, until disposed. A notification: what is missed while
    /// the store is away is not told again, so a copy is also refreshed from time to time.
    /// </summary>
    Task<IAsyncDisposable> WatchTargetsAsync(Func<long, Task> changed, CancellationToken cancellation);

    /// <summary>The routing table, by the names of the routes.</summary>
    Task<IReadOnlyList<RouteReport>> RoutesAsync(CancellationToken cancellation);

    Task<PlacementExplanation> ExplainAsync(AttemptId attempt, Requirements requirements, CancellationToken cancellation);

    Task<PlacementReport> ReportAsync(CancellationToken cancellation);
}
