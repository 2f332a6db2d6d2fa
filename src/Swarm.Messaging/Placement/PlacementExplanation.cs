namespace Swarm.Messaging.Placement;

/// <summary>Why an attempt is where it is, or why it waits.</summary>
/// <param name="Status">none, reserved, parked, granted, placed or started.</param>
/// <param name="Needs">Its requirement class.</param>
/// <param name="PositionInLane">1 for the head of its client's lane; null when it does not wait.</param>
/// <param name="AheadInClass">Waiting attempts of the same class that go first, over all clients.</param>
/// <param name="Strategy">By which the candidates are in order, see <see cref="PlacementStrategies"/>.</param>
/// <param name="Kind">How many attempts of its kind hold a slot. When that is the limit, the limit is what it waits for.</param>
/// <param name="LeaseRemaining">Until the lease expires unless renewed.</param>
/// <param name="Candidates">Best first, then those that cannot serve it, each with the reason; at most 50, and none that was lost long ago unless it is the only one.</param>
public sealed record PlacementExplanation(
    string Status,
    string Needs,
    string? TargetId,
    string? Token,
    TimeSpan? LeaseRemaining,
    string? Lane,
    int Rank,
    long Sequence,
    long? PositionInLane,
    long? AheadInClass,
    string Strategy,
    KindReport Kind,
    IReadOnlyList<CandidateReport> Candidates)
{
    /// <summary>The target's session that it runs in.</summary>
    public string? Session { get; init; }

    /// <summary>The limit, pause or rest that it waits for; null: for a slot alone.</summary>
    public Flow.FlowWait? Flow { get; init; }

    /// <summary>For how long its target has not renewed the lease, when that is longer than usual: it is dead, hangs or is cut off, and the lease runs out. Null: it is heard of, or holds none.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>Targets that gave it back without having begun, and to which it is not offered yet.</summary>
    public IReadOnlyList<ReturnReport> Returned { get; init; } = [];

    /// <summary>Targets beside the candidates that were not heard of for four leases, 60 s, or longer: most likely they are gone for good.</summary>
    public int LongLost { get; init; }

    /// <summary>Of the client's sessions those whose breaker keeps work away, each as a sentence.</summary>
    public IReadOnlyList<string> Resting { get; init; } = [];
}

/// <param name="Score">
/// By the strategy. least-connections: used / slots, the lowest wins. weighted-round-robin: where its turn stands, the highest wins.
/// resource-based: 0..100, the highest wins. Equal ones: favoured, then the one registered first.
/// </param>
/// <param name="Reason">free slots (and how long it has been silent, when that is longer than usual), full, offers no slots now, draining, its breaker is open, lost, avoided, it has returned it, kind limit, or what it lacks.</param>
/// <param name="Preferred">Declares what the class prefers: before all others, whatever the score.</param>
/// <param name="Favoured">Declares what the class favours.</param>
public sealed record CandidateReport(
    string TargetId, bool Eligible, double Score, int Used, int Slots, string Reason, bool Preferred = false, bool Favoured = false)
{
    /// <summary>It declares what the class needs and is not avoided: what keeps the work from it is its own state.</summary>
    public bool Serves { get; init; }

    /// <summary>The reason when every slot is held.</summary>
    internal const string Full = "full";

    /// <summary>The reason when there are none: a host whose memory is critical, a pool without a worker that works, an agent that says so.</summary>
    internal const string NoSlots = "offers no slots now";
}
