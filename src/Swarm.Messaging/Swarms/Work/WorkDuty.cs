using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>The leader's distribution: takes in what outside writers left, then gives tasks to swarms. A new task wakes it.</summary>
internal sealed partial class WorkDuty(
    ISwarmWork work, WorkIntake intake, LeaderService leader, IChannels channels, IOptions<WorkOptions> options, TimeProvider time, ILogger<WorkDuty> log)
    : LeaderDuty(leader, options.Value.Cycle, time, log)
{
    private readonly ILogger<WorkDuty> log = log;
    private IAsyncDisposable? ear;

    public override TimeSpan Interval => options.Value.Cycle;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ear is not null)
            await ear.DisposeAsync().ConfigureAwait(false);
    }

    /// <returns>Null: the term is over.</returns>
    public async Task<WorkCycle?> RunOnceAsync(LeaderTerm term, CancellationToken cancellation)
    {
        var cycle = await work.AssignAsync(term, options.Value.TasksPerCycle, cancellation).ConfigureAwait(false);
        if (cycle is { Dropped: > 0 and var dropped })
            Dropped(log, dropped);
        return cycle;
    }

    protected override async Task PauseAsync(CancellationToken cancellation)
    {
        ear ??= await channels.SubscribeAsync(ISwarmWork.Channel, Heard, cancellation).ConfigureAwait(false);
        await base.PauseAsync(cancellation).ConfigureAwait(false);
    }

    protected override async Task<DutyDone> PerformAsync(LeaderTerm term, CancellationToken cancellation)
    {
        try
        {
            await intake.RunOnceAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // What others left must not keep back what is in the backlog.
            NotTakenIn(log, e);
        }

        return await RunOnceAsync(term, cancellation).ConfigureAwait(false) is null ? DutyDone.Stale : DutyDone.Done;
    }

    private Task Heard(ReadOnlyMemory<byte> message)
    {
        Wake();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What lies in swarm:tasks:queue could not be taken in; it is tried again with the next cycle")]
    private static partial void NotTakenIn(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} queued tasks of swarms cannot be read and were ended as failed")]
    private static partial void Dropped(ILogger logger, int count);
}
