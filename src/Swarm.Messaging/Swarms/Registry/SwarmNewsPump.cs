using Microsoft.Extensions.Logging;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Brings what happened to swarms to their sagas. It is told by the script that did it, and again until they have it: so any number of processes may look.</summary>
internal sealed class SwarmNewsPump(ISwarmRegistry registry, SagaRunner<SwarmSaga> sagas, IEnumerable<ISwarmNewsReader> readers, TimeProvider time, ILogger<SwarmNewsPump> log)
    : PeriodicService(TimeSpan.FromMilliseconds(250), time, log)
{
    private const int Limit = 500;

    private readonly ISwarmNewsReader[] readers = [.. readers];

    /// <returns>How much was told.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var news = await registry.NewsAsync(Limit, cancellation).ConfigureAwait(false);
        if (news.Count == 0)
            return 0;
        var outcomes = await sagas.HandleAsync(
            [.. news.Select(told => new SagaItem($"swarm:{told.SwarmId}:{told.Id}", told.SwarmId, ISwarmNews.Of(told)))], cancellation).ConfigureAwait(false);
        foreach (var reader in readers)
            await reader.ReadAsync(news, cancellation).ConfigureAwait(false);
        await registry.AcknowledgeAsync([.. news.Where((_, i) => outcomes[i] is not (ItemOutcome.Failed or ItemOutcome.LeftForNewer))]).ConfigureAwait(false);
        return news.Count;
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation) => await RunOnceAsync(cancellation).ConfigureAwait(false) == Limit;
}
