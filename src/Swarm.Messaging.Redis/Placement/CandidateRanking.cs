using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>Says for each target whether it could take an attempt now, and if not, why: what the scripts decide, in words.</summary>
/// <param name="Kind">The use of the class's kind.</param>
internal sealed record CandidateRanking(Requirements Needs, CandidateScore Score, KindReport Kind, DateTimeOffset Now, TimeSpan Lease)
{
    private const int Most = 50;
    private const string Free = "free slots";

    public IReadOnlyList<CandidateReport> Rank(IEnumerable<TargetState> targets) =>
        [.. targets.Select(t => (Report: Judge(t), Serves: !t.Lacks(Needs).Any() && !Needs.Avoid.Contains(t.Id), t.Order))
            .OrderByDescending(j => j.Report.Eligible)
            .ThenByDescending(j => j.Serves)
            .ThenByDescending(j => j.Report.Preferred)
            .ThenBy(j => Score.Order(j.Report.Score))
            .ThenByDescending(j => j.Report.Favoured)
            .ThenBy(j => j.Order)
            .Select(j => j.Report)
            .Take(Most)];

    private CandidateReport Judge(TargetState target)
    {
        var lacks = target.Lacks(Needs).ToList();
        var status = target.Status(Now, Lease);
        var reason = lacks.Count > 0 ? $"lacks {string.Join(", ", lacks)}"
            : Needs.Avoid.Contains(target.Id) ? "avoided"
            : status == "draining" ? target.Why ?? status
            : status != "active" ? status
            : target.Used >= target.Slots ? "full"
            : Kind.AtLimit ? "kind limit"
            : Free;
        return new CandidateReport(
            target.Id, reason == Free, Score.Of(target, Needs), target.Used, target.Slots, reason,
            target.DeclaresAny(Needs.Prefer), target.DeclaresAny(Needs.Favour));
    }
}
