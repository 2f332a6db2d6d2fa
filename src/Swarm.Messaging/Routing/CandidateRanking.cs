using System.Buffers;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Routing;

/// <summary>
/// Routing itself: needs and a snapshot in, ranked candidates out. The script that takes the slot decides by the same rules on the state of
/// its moment; this tells people why, and chooses when there is no time to ask. It allocates what it returns.
/// </summary>
public static class CandidateRanking
{
    public static Ranking Rank(
        Requirements needs, ReadOnlySpan<RoutingTarget> targets, RankingRules rules, DateTimeOffset now, SmoothWeights? weights = null)
    {
        var judged = ArrayPool<RankedCandidate>.Shared.Rent(targets.Length);
        var order = ArrayPool<RankingKey>.Shared.Rent(targets.Length);
        try
        {
            return Rank(needs, targets, rules, now - rules.SeenWithin, weights ?? SmoothWeights.None, judged, order.AsSpan(0, targets.Length));
        }
        finally
        {
            ArrayPool<RankedCandidate>.Shared.Return(judged, clearArray: true);
            ArrayPool<RankingKey>.Shared.Return(order);
        }
    }

    private static Ranking Rank(
        Requirements needs, ReadOnlySpan<RoutingTarget> targets, RankingRules rules, DateTimeOffset oldest, SmoothWeights weights,
        RankedCandidate[] judged, Span<RankingKey> order)
    {
        var servedBy = needs.ServedBy;
        var preferred = false;
        for (var i = 0; i < targets.Length; i++)
        {
            judged[i] = Judge(targets[i], needs, servedBy, oldest);
            preferred |= judged[i] is { Eligible: true, Preferred: true };
        }

        var highestFirst = rules.Strategy != PlacementStrategies.LeastConnections;
        var sum = 0.0;
        for (var i = 0; i < targets.Length; i++)
        {
            if (judged[i].Eligible)
            {
                // Among preferred ones the others have no turn.
                var weight = judged[i].Preferred == preferred ? 1 - judged[i].Target.Load : 0;
                sum += weight;
                judged[i] = judged[i] with { Score = Score(judged[i].Target, weight, rules, weights) };
            }

            order[i] = RankingKey.Of(judged[i], i, highestFirst);
        }

        order.Sort();
        var ranked = new RankedCandidate[targets.Length];
        for (var i = 0; i < ranked.Length; i++)
            ranked[i] = judged[order[i].Index];
        return new Ranking(ranked, rules.Strategy == PlacementStrategies.WeightedRoundRobin ? SmoothWeights.After(Turn(ranked, preferred), sum) : weights);
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
}
