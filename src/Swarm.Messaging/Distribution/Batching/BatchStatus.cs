using Swarm.Messaging.Status;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>Area <c>batches</c>.</summary>
internal sealed class BatchStatus(BatchQueries queries) : IStatusSource
{
    public string Area => "batches";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await queries.CountAsync(cancellation).ConfigureAwait(false);
}
