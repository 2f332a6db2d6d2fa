using Swarm.Messaging.Status;

namespace Swarm.Messaging.Workers.Reports;

/// <summary>Area <c>workers</c>: the pool of the host that is asked.</summary>
internal sealed class WorkerStatus(WorkerReports reports) : IStatusSource
{
    public string Area => "workers";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await reports.LookAsync(cancellation).ConfigureAwait(false);
}
