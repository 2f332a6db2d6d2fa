using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Status;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Workflows;

/// <summary>Area <c>workflows</c>: how many runs are in each state, and how the runner of the host that is asked is.</summary>
internal sealed class WorkflowStatus(WorkflowQueries queries, RunnerReports runner) : IStatusSource
{
    public string Area => "workflows";

    public async Task<object> ReportAsync(CancellationToken cancellation)
    {
        var counts = await queries.CountAsync(cancellation).ConfigureAwait(false);
        return new WorkflowStatusReport(
            counts.Values.Sum(),
            counts.Where(c => !WorkflowStates.IsEnd(c.Key)).Sum(c => c.Value),
            WorkflowStates.All.ToDictionary(s => s, s => counts.GetValueOrDefault(s)),
            await runner.LookAsync(cancellation).ConfigureAwait(false));
    }
}

/// <param name="Total">All runs kept, ended ones included.</param>
/// <param name="Open">Not ended.</param>
internal sealed record WorkflowStatusReport(long Total, long Open, IReadOnlyDictionary<string, long> ByState, RunnerReport Runner);
