using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Tasks;

/// <summary>Area <c>tasks</c>: how many are in each state.</summary>
internal sealed class TaskStatusSource(TaskQueries queries) : IStatusSource
{
    public string Area => "tasks";

    public async Task<object> ReportAsync(CancellationToken cancellation)
    {
        var counts = await queries.CountAsync(cancellation).ConfigureAwait(false);
        return new TaskStatusReport(
            counts.Values.Sum(),
            counts.Where(c => !TaskStates.IsEnd(c.Key)).Sum(c => c.Value),
            TaskStates.All.ToDictionary(s => s, s => counts.GetValueOrDefault(s)));
    }
}

/// <param name="Total">All tasks kept, ended ones included.</param>
/// <param name="Open">Not ended.</param>
internal sealed record TaskStatusReport(long Total, long Open, IReadOnlyDictionary<string, long> ByState);
