namespace Swarm.Messaging.Placement;

/// <summary>Why an attempt is where it is, or why it waits.</summary>
/// <param name="Status">none, reserved, parked, granted, placed or started.</param>
/// <param name="Needs">Its requirement class.</param>
/// <param name="PositionInLane">1 for the head of its client's lane; null when it does not wait.</param>
/// <param name="AheadInClass">Waiting attempts of the same class that go first, over all clients.</param>
/// <param name="LeaseRemaining">Until the lease expires unless renewed.</param>
/// <param name="Candidates">Best first, then those that cannot serve it, each with the reason; at most 50.</param>
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
    IReadOnlyList<CandidateReport> Candidates);

/// <param name="Score">Load as used / slots: the lowest eligible wins, ties go to the one registered first.</param>
/// <param name="Reason">free slots, full, draining, lost, or what it lacks.</param>
public sealed record CandidateReport(string TargetId, bool Eligible, double Score, int Used, int Slots, string Reason);
