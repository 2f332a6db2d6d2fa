using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Routing;

/// <summary>
/// Routing itself: needs and a snapshot in, ranked candidates out. The script that takes the slot decides by the same rules on the state of
/// its moment; this tells people why, and chooses when there is no time to ask. Two arrays are all it allocates.
/// </summary>
public static class CandidateRanking
{
    public static Ranking Rank(
        Requirements needs, ReadOnlySpan<RoutingTarget> targets, RankingRules rules, DateTimeOffset now, SmoothWeights? weights = null)
    {
        var servedBy = needs.ServedBy;
        var oldest = now - rules.SeenWithin;
        var ranked = new RankedCandidate[targets.Length];
        var preferred = false;
        for (var i = 0; i < targets.Length; i++)
        {
            ranked[i] = Judge(targets[i], needs, servedBy, oldest);
            preferred |= ranked[i] is { Eligible: true, Preferred: true };
        }

        var before = weights ?? SmoothWeights.None;
        var sum = 0.0;
        for (var i = 0; i < ranked.Length; i++)
        {
            if (!ranked[i].Eligible)
                continue;
            // Among preferred ones the others have no turn.
            var weight = ranked[i].Preferred == preferred ? 1 - ranked[i].Target.Load : 0;
            sum += weight;
            ranked[i] = ranked[i] with { Score = Score(ranked[i].Target, weight, rules, before) };
        }

        ranked.AsSpan().Sort(new Order(rules.Strategy != PlacementStrategies.LeastConnections));
        return new Ranking(ranked, rules.Strategy == PlacementStrategies.WeightedRoundRobin ? SmoothWeights.After(Turn(ranked, preferred), sum) : before);
    }

    private static RankedCandidate Judge(RoutingTarget target, Requirements needs, IReadOnlyList<string> servedBy, DateTimeOffset oldest)
    {
        var lacks = DeclaresOne(target, servedBy) ? null : servedBy[0];
        for (var i = 0; lacks is null && i < needs.Tags.Count; i++)
        {
            if (!target.Capabilities.Contains(needs.Tags[i]))
                lacks = needs.Tags[i];
        }

        return new RankedCandidate
        {
            Target = target,
            State = lacks is not null ? CandidateState.Lacking
                : Has(needs.Avoid, target.TargetId) ? CandidateState.Avoided
                : target.Status != "active" ? CandidateState.Inactive
                : target.LastSeen < oldest ? CandidateState.Silent
                : target.Used >= target.Slots ? CandidateState.Full
                : CandidateState.Free,
            Score = target.Load,
            Preferred = DeclaresOne(target, needs.Prefer),
            Favoured = DeclaresOne(target, needs.Favour),
            Lacks = lacks,
        };
    }

    private static double Score(RoutingTarget target, double weight, RankingRules rules, SmoothWeights weights) => rules.Strategy switch
    {
        PlacementStrategies.LeastConnections => target.Load,
        PlacementStrategies.WeightedRoundRobin => weight > 0 ? weights.With(target.TargetId, weight) : weights.Of(target.TargetId),
        _ => Points(target, rules.Speciality),
    };

    private static double Points(RoutingTarget target, string? speciality)
    {
        var response = target.AvgResponseTime is { } avg && avg > TimeSpan.Zero ? Math.Max(0, 100 - (avg.TotalMilliseconds / 10)) * 0.3 : 0;
        return ((1 - target.Load) * 40) + response + (speciality is not null && target.Capabilities.Contains(speciality) ? 30 : 0);
    }

    /// <summary>Those that took part in a weighted turn stand in front.</summary>
    private static ReadOnlySpan<RankedCandidate> Turn(RankedCandidate[] ranked, bool preferred)
    {
        var length = 0;
        while (length < ranked.Length && ranked[length].Eligible && ranked[length].Preferred == preferred)
            length++;
        return ranked.AsSpan(0, length);
    }

    private static bool DeclaresOne(RoutingTarget target, IReadOnlyList<string> wanted)
    {
        for (var i = 0; i < wanted.Count; i++)
        {
            if (target.Capabilities.Contains(wanted[i]))
                return true;
        }

        return false;
    }

    private static bool Has(IReadOnlyList<string> ids, string id)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            if (string.Equals(ids[i], id, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private readonly struct Order(bool highestFirst) : IComparer<RankedCandidate>
    {
        public int Compare(RankedCandidate a, RankedCandidate b)
        {
            if (a.Eligible != b.Eligible)
                return a.Eligible ? -1 : 1;
            if (!a.Eligible && a.State == CandidateState.Lacking != (b.State == CandidateState.Lacking))
                return b.State == CandidateState.Lacking ? -1 : 1;
            if (a.Preferred != b.Preferred)
                return a.Preferred ? -1 : 1;
            var byScore = a.Eligible && highestFirst ? b.Score.CompareTo(a.Score) : a.Score.CompareTo(b.Score);
            if (byScore != 0)
                return byScore;
            if (a.Favoured != b.Favoured)
                return a.Favoured ? -1 : 1;
            return a.Target.Order.CompareTo(b.Target.Order);
        }
    }
}
