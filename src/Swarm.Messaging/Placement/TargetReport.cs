namespace Swarm.Messaging.Placement;

/// <summary>A target as placement knows it.</summary>
/// <param name="Status">active, draining or lost (no heartbeat for 15 s).</param>
/// <param name="Order">Rises with registration: the lower was there first.</param>
/// <param name="Total">Attempts that ended there and were counted, see <see cref="AttemptOutcome"/>.</param>
/// <param name="AvgResponseMs">Mean over those that succeeded; null: none has.</param>
public sealed record TargetReport(
    string TargetId,
    string Type,
    string HostId,
    string Status,
    int Slots,
    int Used,
    IReadOnlyList<string> Capabilities,
    DateTimeOffset LastSeen,
    long Order,
    long Total,
    long Failed,
    double? AvgResponseMs);
