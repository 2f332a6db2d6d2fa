using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Execution;

/// <summary>
/// What is said of an attempt while earlier words of it are on their way follows them: side by side, one of their commits would be refused and
/// made again from a fresh load.
/// </summary>
internal sealed class ReportOrder
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<SaidReport>> followers = new(StringComparer.Ordinal);

    /// <returns>Those that may leave now; the others leave when their predecessors are back.</returns>
    public List<SaidReport> Leaving(List<SaidReport> due)
    {
        lock (gate)
        {
            var leaving = due.FindAll(said => !followers.ContainsKey(said.Report.LeaseToken));
            foreach (var said in due)
            {
                if (followers.TryGetValue(said.Report.LeaseToken, out var waiting))
                    waiting.Add(said);
            }

            Leave(leaving);
            return leaving;
        }
    }

    /// <returns>Those that waited for these, and leave now.</returns>
    public List<SaidReport> Following(List<SaidReport> back)
    {
        lock (gate)
        {
            var next = new List<SaidReport>();
            foreach (var said in back)
            {
                if (followers.Remove(said.Report.LeaseToken, out var waiting))
                    next.AddRange(waiting);
            }

            Leave(next);
            return next;
        }
    }

    private void Leave(List<SaidReport> leaving)
    {
        foreach (var said in leaving)
            followers[said.Report.LeaseToken] = [];
    }
}

/// <param name="At">The host's clock when it was said.</param>
internal sealed record SaidReport(string TargetId, TaskReport Report, long At);
