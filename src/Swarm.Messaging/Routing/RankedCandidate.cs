using System.Globalization;

namespace Swarm.Messaging.Routing;

/// <summary>One target in the order of its suitability.</summary>
public readonly record struct RankedCandidate
{
    public required RoutingTarget Target { get; init; }

    public required CandidateState State { get; init; }

    /// <summary>
    /// least-connections: the load, 0..1, lowest first. weighted-round-robin: the share that has gathered, highest first. resource-based:
    /// points, 0..100, highest first. The load for those that cannot take it.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>It declares something that the task prefers: it comes before all that do not.</summary>
    public bool Preferred { get; init; }

    /// <summary>It declares something that decides between equals.</summary>
    public bool Favoured { get; init; }

    /// <summary>What it does not declare.</summary>
    public string? Lacks { get; init; }

    public bool Eligible => State == CandidateState.Free;

    /// <summary>A few words for people, made when they are read: ranking itself writes no text.</summary>
    public string Reason => State switch
    {
        CandidateState.Free => string.Create(
            CultureInfo.InvariantCulture, $"{Target.Used} of {Target.Slots} slots used{(Preferred ? ", preferred" : "")}{(Favoured ? ", first among equals" : "")}"),
        CandidateState.Full => $"full: {Target.Used} of {Target.Slots} slots used",
        CandidateState.Inactive => Target.Status,
        CandidateState.Silent => $"silent since {Target.LastSeen:O}",
        CandidateState.Avoided => "avoided: it failed there",
        _ => $"lacks {Lacks}",
    };
}
