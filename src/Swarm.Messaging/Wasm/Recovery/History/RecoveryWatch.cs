using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>Takes the events of code tasks off the hot path and writes them into the book, then publishes what changed.</summary>
internal sealed partial class RecoveryWatch(
    RecoveryBook book, RecoverySnapshots snapshots, FailedRecoveries failed, TimeProvider time, ILogger<RecoveryWatch> log)
    : PeriodicService(TimeSpan.FromSeconds(1), time, log), ITaskEventObserver
{
    private const string Code = "code";
    private const int Buffer = 10_000;
    private const int Tries = 3;

    private static readonly TimeSpan AlertCheck = TimeSpan.FromSeconds(30);

    private readonly Channel<TaskEvent> events = Channel.CreateBounded<TaskEvent>(
        new BoundedChannelOptions(Buffer) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly TimeProvider time = time;
    private long lastPublished;
    private long lastCheck = time.GetTimestamp();
    private bool changed;

    public void Observe(IReadOnlyList<TaskEvent> events)
    {
        foreach (var e in events)
        {
            if (Concerns(e))
                this.events.Writer.TryWrite(e);
        }
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    /// <summary>What the last commits told is still written down.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await RunOnceAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task PauseAsync(CancellationToken cancellation)
    {
        using var pause = new CancellationTokenSource(Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellation);
        Task more = events.Reader.WaitToReadAsync(either.Token).AsTask();
        await more.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>How many events were written down.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var written = 0;
        while (events.Reader.TryRead(out var e))
            written += await WriteAsync(e, cancellation).ConfigureAwait(false) ? 1 : 0;
        changed |= written > 0;
        // A burst of failures is published once a second; it reads the whole history.
        if (changed && time.GetElapsedTime(lastPublished) >= Interval)
        {
            lastPublished = time.GetTimestamp();
            await snapshots.PublishAsync(cancellation).ConfigureAwait(false);
            changed = false;
        }

        if (time.GetElapsedTime(lastCheck) >= AlertCheck)
        {
            lastCheck = time.GetTimestamp();
            await failed.RunOnceAsync(cancellation).ConfigureAwait(false);
        }

        return written;
    }

    /// <summary>One event that cannot be written keeps none of the others from it.</summary>
    private async Task<bool> WriteAsync(TaskEvent e, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await book.WriteAsync(e, cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                NotWritten(e.Name, e.TaskId, tries, error);
                if (tries == Tries)
                    return false;
                await Task.Delay(TimeSpan.FromMilliseconds(200 * tries), time, cancellation).ConfigureAwait(false);
            }
        }
    }

    // A first execution that completed, by far the most frequent event, needed no recovery.
    private static bool Concerns(TaskEvent e) => e.Kind == Code && e switch
    {
        TaskRetryScheduled retry => retry.Recovery is not null,
        TaskCompleted or TaskCancelled => e.Attempt > 1,
        TaskRerouted or TaskDeadLettered => true,
        _ => false,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Event} of {TaskId} could not be written into the error history (try {Try})")]
    private partial void NotWritten(string @event, string taskId, int @try, Exception exception);
}
