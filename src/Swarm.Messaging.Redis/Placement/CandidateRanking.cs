using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>Says for each target whether it could take an attempt now, and if not, why: what the scripts decide, in words.</summary>
/// <param name="Kind">The use of the class's kind.</param>
internal sealed record CandidateRanking(Requirements Needs, CandidateScore Score, KindReport Kind, DateTimeOffset Now, TimeSpan Lease)
{
    private const int Most = 50;
    private const string Free = "free slots";

    /// <summary>Who gave it back of late.</summary>
    public IReadOnlyList<ReturnReport> Returned { get; init; } = [];

    /// <summary>Silent for longer, a target is late; once that is as long as a lease, it is lost.</summary>
    public TimeSpan LateAfter { get; init; } = Lease;

    /// <summary>Lost for longer, a target is most likely gone for good, as a process that was killed: it is counted and not named, unless there is no other.</summary>
    public TimeSpan LongLost => 4 * Lease;

    /// <returns>The best first, and how many more were lost long ago.</returns>
    public (IReadOnlyList<CandidateReport> Candidates, int LongLost) Rank(IReadOnlyCollection<TargetState> targets)
    {
        var named = targets.Where(t => Now - t.Seen <= LongLost).ToList();
        var candidates = named.Count > 0 ? Order(named).Take(Most).ToList() : [.. Order(targets).Take(1)];
        return (candidates, targets.Count - (named.Count > 0 ? named.Count : candidates.Count));
    }

    private IEnumerable<CandidateReport> Order(IEnumerable<TargetState> targets) =>
        targets.Select(t => (Report: Judge(t), t.Order))
            .OrderByDescending(j => j.Report.Eligible)
            .ThenByDescending(j => j.Report.Serves)
            .ThenByDescending(j => j.Report.Preferred)
            .ThenBy(j => Score.Order(j.Report.Score))
            .ThenByDescending(j => j.Report.Favoured)
            .ThenBy(j => j.Order)
            .Select(j => j.Report);

    /// <summary>By what its targets get nothing, the first that opens, when that is all there is to wait for; else null.</summary>
    public FlowWait? StopOf(IEnumerable<TargetState> targets)
    {
        var judged = targets.Select(t => (Target: t, Report: Judge(t), Judge(t).Reason)).ToList();
        return judged.Any(j => j.Report.Eligible || j.Reason is CandidateReport.Full or CandidateReport.NoSlots)
            ? null
            : judged.Where(j => j.Target.Stop is { } stop && j.Reason.StartsWith(stop.Reason, StringComparison.Ordinal))
                .Select(j => j.Target.Stop).MinBy(s => s!.OpensAt ?? DateTimeOffset.MaxValue);
    }

    private CandidateReport Judge(TargetState target)
    {
        var lacks = target.Lacks(Needs).ToList();
        var status = target.Status(Now, Lease);
        var silent = Now - target.Seen;
        // Whatever else keeps work from it: it is gone.
        var reason = status == "lost" ? $"lost: not heard of for {silent.TotalSeconds:0} s"
            : lacks.Count > 0 ? $"lacks {string.Join(", ", lacks)}"
            : Needs.Avoid.Contains(target.Id) ? "avoided"
            : status == "draining" ? target.Why ?? status
            : status != "active" ? status
            : target.Stop is { } stop ? stop.OpensAt is { } opens ? $"{stop.Reason}, until {opens:O}" : stop.Reason
            : Returned.FirstOrDefault(r => r.TargetId == target.Id) is { } returned ? returned.ToString()
            : target.Slots == 0 ? CandidateReport.NoSlots
            : target.Used >= target.Slots ? CandidateReport.Full
            : Kind.AtLimit ? "kind limit"
            : Free;
        return new CandidateReport(
            target.Id, reason == Free, Score.Of(target, Needs), target.Used, target.Slots,
            reason == Free && silent > LateAfter ? $"{reason}, but not heard of for {silent.TotalSeconds:0} s" : reason,
            target.DeclaresAny(Needs.Prefer), target.DeclaresAny(Needs.Favour))
        {
            Serves = lacks.Count == 0 && !Needs.Avoid.Contains(target.Id),
        };
    }
}
