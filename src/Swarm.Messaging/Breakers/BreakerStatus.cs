using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Breakers;

/// <summary>Area <c>breakers</c>: circuit breakers of nodes, agents and sessions, which all hosts share.</summary>
internal sealed class BreakerStatus(BreakerLists breakers) : IStatusSource
{
    public string Area => "breakers";

    public async Task<object> ReportAsync(CancellationToken cancellation)
    {
        var all = await breakers.ListAsync(cancellation).ConfigureAwait(false);
        return new BreakerStatusReport(
            all.Count, all.GroupBy(b => b.State, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            all.Sum(b => b.Breaks), all.Sum(b => b.Rejected), all);
    }
}

/// <param name="Total">Used within the last hour, or not closed; the newest 1,000.</param>
/// <param name="Rejected">Calls that were refused.</param>
internal sealed record BreakerStatusReport(
    int Total, IReadOnlyDictionary<string, int> ByState, long TotalBreaks, long Rejected, IReadOnlyList<NodeBreaker> Breakers);
