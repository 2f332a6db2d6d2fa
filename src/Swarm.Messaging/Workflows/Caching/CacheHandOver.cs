using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>
/// When the host stops, its memory forgets which nodes wait for equal ones. Their runs ask for them at once, on whichever host is there, or will be. Stops after the timers of
/// this host, so that none of them brings a node back here.
/// </summary>
internal sealed partial class CacheHandOver(CacheWaits waits, SagaRunner<WorkflowSaga> workflows, ILogger<CacheHandOver> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var runs = waits.Leave();
        try
        {
            await workflows.HandleAsync([.. runs.Select(run => new SagaItem($"soon:{Guid.NewGuid():N}", run, new WorkflowAskSoon(run)))], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            NotTold(runs.Count, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} runs whose nodes wait for equal ones could not be told that this host stops; they ask by themselves in a while")]
    private partial void NotTold(int count, Exception exception);
}
