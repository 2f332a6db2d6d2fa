using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>Says for each target whether it could take an attempt now, and if not, why: what the scripts decide, in words.</summary>
internal static class CandidateRanking
{
    private const int Most = 50;

    public static IReadOnlyList<CandidateReport> Rank(
        IEnumerable<TargetState> targets, Requirements needs, DateTimeOffset now, TimeSpan lease) =>
        [.. targets.OrderBy(t => t.Load).ThenBy(t => t.Order)
            .Select(t => (Report: Judge(t, needs, now, lease), Serves: !t.Lacks(needs).Any()))
            .OrderByDescending(j => j.Report.Eligible)
            .ThenByDescending(j => j.Serves)
            .Select(j => j.Report)
            .Take(Most)];

    private static CandidateReport Judge(TargetState target, Requirements needs, DateTimeOffset now, TimeSpan lease)
    {
        var lacks = target.Lacks(needs).ToList();
        var status = target.Status(now, lease);
        var reason = lacks.Count > 0 ? $"lacks {string.Join(", ", lacks)}"
            : status != "active" ? status
            : target.Used >= target.Slots ? "full"
            : "free slots";
        return new CandidateReport(target.Id, reason == "free slots", target.Load, target.Used, target.Slots, reason);
    }
}
