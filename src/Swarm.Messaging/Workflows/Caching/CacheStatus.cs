using Swarm.Messaging.Status;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>Area <c>cache</c>: results of nodes, in the memory of the host that is asked and shared by all.</summary>
internal sealed class CacheStatus(CacheCommands commands) : IStatusSource
{
    public string Area => "cache";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await commands.StatsAsync(cancellation).ConfigureAwait(false);
}
