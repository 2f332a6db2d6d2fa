using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>Begins nodes whose wait for an equal one is over; each finds its result kept, or is the next to run.</summary>
internal sealed partial class CacheWaker(CacheWaits waits, NodeStarter starter, ILogger<CacheWaker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await waits.Ready.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
            {
                var nodes = new List<NodeOrigin>();
                while (waits.Ready.TryRead(out var node))
                    nodes.Add(node);
                await Task.WhenAll(nodes.GroupBy(n => (n.Workflow, n.Run)).Select(run => BeginAsync(run.Key.Workflow, run.Key.Run, [.. run.Select(n => n.Node)]))).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Who still waits is begun by another host, when its run asks.
        }
    }

    private async Task BeginAsync(string workflow, int run, IReadOnlyList<int> nodes)
    {
        try
        {
            await starter.BeginAsync(workflow, run, nodes).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            NotBegun(nodes.Count, workflow, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} nodes of {ExecutionId} that waited for equal ones could not begin; the run will ask for them again")]
    private partial void NotBegun(int count, string executionId, Exception exception);
}
