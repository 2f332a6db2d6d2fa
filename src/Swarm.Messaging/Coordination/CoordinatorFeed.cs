using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Coordination;

/// <summary>
/// Takes this host's task events off the way of the tasks and counts them together. Steps that a kill takes with it, and those that find
/// no room while the store is away, are found again by <see cref="CoordinatorRepair"/>.
/// </summary>
internal sealed partial class CoordinatorFeed(
    CoordinatorCounter counter, ICoordinatorStore store, HostIdentity host, TimeProvider time, ILogger<CoordinatorFeed> log)
    : ITaskEventObserver, IHostedService, IDisposable
{
    private const int Room = 100_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Channel<TaskStep> steps = Channel.CreateBounded<TaskStep>(new BoundedChannelOptions(Room) { SingleReader = true });
    private readonly CancellationTokenSource stop = new();
    private Task counting = Task.CompletedTask;
    private long dropped;

    public void Observe(IReadOnlyList<TaskEvent> events)
    {
        foreach (var step in TaskSteps.Of(events))
        {
            if (!steps.Writer.TryWrite(step))
                Interlocked.Increment(ref dropped);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        counting = Task.Run(CountAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Counts what is left first; whatever then is not counted another host finds.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        steps.Writer.TryComplete();
        try
        {
            await counting.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            await store.FarewellAsync(host.HostId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            NotCounted(e.Message);
        }

        await stop.CancelAsync().ConfigureAwait(false);
    }

    public void Dispose() => stop.Dispose();

    private async Task CountAsync()
    {
        while (await steps.Reader.WaitToReadAsync(stop.Token).ConfigureAwait(false))
        {
            var batch = new List<TaskStep>();
            while (batch.Count < CoordinatorCounter.MaxSteps && steps.Reader.TryRead(out var step))
                batch.Add(step);
            while (!await TryAsync(batch).ConfigureAwait(false))
                await Task.Delay(Pause, time, stop.Token).ConfigureAwait(false);
            if (Interlocked.Exchange(ref dropped, 0) is > 0 and var lost)
                Dropped(lost);
        }
    }

    private async Task<bool> TryAsync(IReadOnlyList<TaskStep> batch)
    {
        try
        {
            await counter.CountAsync(batch, stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            Again(batch.Count, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} steps of code tasks could not be counted; trying again in 1 s, which counts none twice")]
    private partial void Again(int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} steps of code tasks found no room and were not counted; their tasks are looked up when nothing is heard of them")]
    private partial void Dropped(long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not all steps of code tasks could be counted before the stop ({Error}); another host looks them up")]
    private partial void NotCounted(string error);
}
