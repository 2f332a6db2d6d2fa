using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Workflows.Breakers;

/// <summary>Area <c>breakers</c>: circuit breakers of nodes, which all hosts share.</summary>
internal sealed class BreakerStatus(NodeBreakers breakers) : IStatusSource
{
    private const int Most = 1_000;

    public string Area => "breakers";

    public async Task<object> ReportAsync(CancellationToken cancellation)
    {
        var all = await breakers.ListAsync(Most, cancellation).ConfigureAwait(false);
        return new BreakerStatusReport(
            all.Count, all.GroupBy(b => b.State, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            all.Sum(b => b.Breaks), all.Sum(b => b.Rejected), all);
    }
}

/// <param name="Total">Called within the last hour, or not closed; the newest 1,000.</param>
/// <param name="Rejected">Calls that were refused.</param>
internal sealed record BreakerStatusReport(
    int Total, IReadOnlyDictionary<string, int> ByState, long TotalBreaks, long Rejected, IReadOnlyList<NodeBreaker> Breakers);
