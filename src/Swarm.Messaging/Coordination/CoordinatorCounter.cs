using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Coordination;

/// <summary>Counts steps and tells of those that counted, so that a repeated event is neither counted nor told again.</summary>
internal sealed class CoordinatorCounter(
    ICoordinatorStore store, CoordinationChannel channel, TaskFailures failures, CoordinatorStats stats,
    HostIdentity host)
{
    /// <summary>Steps in one script call: it blocks Redis while it runs.</summary>
    public const int MaxSteps = 500;

    /// <returns>How many counted.</returns>
    public async Task<int> CountAsync(IReadOnlyList<TaskStep> steps, CancellationToken cancellation)
    {
        var total = 0;
        foreach (var part in steps.Chunk(MaxSteps))
        {
            var counted = await store.ApplyAsync(host.HostId, part, cancellation).ConfigureAwait(false);
            var news = part.Where((_, i) => counted[i]).ToList();
            await Task.WhenAll(news.SelectMany(CoordinationNews.Of).Select(n => channel.TellAsync(n, cancellation))).ConfigureAwait(false);
            foreach (var failed in news.Where(s => s.State == StepState.Failed))
                await failures.AddAsync(failed, cancellation).ConfigureAwait(false);
            total += news.Count;
        }

        if (total > 0)
        {
            await stats.PublishAsync(null, cancellation).ConfigureAwait(false);
        }

        return total;
    }
}
