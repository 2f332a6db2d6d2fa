using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Workers.Children;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>
/// The pool with its processes: what <see cref="PoolCore"/> decides under the lock, this does. Messages are queued under the lock, so that
/// each worker gets them in the order of the decisions, and written outside of it.
/// </summary>
internal sealed partial class WorkerPool : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly PoolCore core;
    private readonly Dictionary<Slot, WorkerChild> children = [];
    private readonly List<PoolEffect> effects = [];
    private readonly List<WorkerChild> posted = [];
    private readonly WorkersOptions options;
    private readonly Func<WorkerCommand> command;
    private readonly TimeProvider time;
    private readonly WorkerEventLog events;
    private readonly ITimer timer;
    private readonly long begun;
    private readonly TaskCompletionSource initialized = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WorkerCommand? program;
    private TimeSpan armed = TimeSpan.MaxValue;

    public WorkerPool(WorkersOptions options, TimeProvider time, ILogger<WorkerPool> log, Func<WorkerCommand>? command = null)
    {
        (this.options, this.time, this.command) = (options = options.Copy(), time, command ?? (() => WorkerCommand.For(options)));
        begun = time.GetTimestamp();
        core = new PoolCore(options, time.GetUtcNow(), () => RandomNumberGenerator.GetHexString(12, lowercase: true));
        events = new WorkerEventLog(options, log);
        Feed = new WorkerEventFeed(log);
        timer = time.CreateTimer(_ => OnDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Conditions begin and end.</summary>
    public event Action<WorkerCondition>? ConditionChanged;

    public WorkerEventFeed Feed { get; }

    /// <summary>As they are in force; changed by <see cref="Configure"/> alone.</summary>
    public WorkersOptions Options => options;

    public int Offered => Read(static (c, _) => c.Offered);

    private TimeSpan Now => time.GetElapsedTime(begun);

    /// <summary>Starts the processes and returns when each has been ready once or was given up.</summary>
    /// <exception cref="WorkersException">None could be made ready; no process is left.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        EnsureStarted();
        try
        {
            await initialized.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await StopAsync().ConfigureAwait(false);
            throw;
        }

        if (Read(static (c, _) => c.Slots.Count > 0 && c.Usable == 0))
        {
            await StopAsync().ConfigureAwait(false);
            throw new WorkersException("No worker became ready within its restart budget; the log has the last words of each. Nothing is left running.");
        }
    }

    public void EnsureStarted()
    {
        if (Volatile.Read(ref program) is not null)
            return;
        lock (gate)
            program ??= command();
        Act(static (c, now) => c.Start(now));
    }

    /// <summary>Lets running tasks end within <see cref="WorkersOptions.GracefulShutdown"/>; what waits is given back. Returns when no process is left.</summary>
    public async Task StopAsync()
    {
        Act(static (c, now) => c.Stop(now));
        await stopped.Task.ConfigureAwait(false);
    }

    public void Submit(PoolTask task)
    {
        EnsureStarted();
        Act(static (c, now, t) => c.Submit(t, now), task);
    }

    public void Cancel(PoolTask task) => Act(static (c, now, t) => c.Cancel(t, now), task);

    /// <summary>Takes over what may change while it runs.</summary>
    public void Configure(WorkersOptions next) => Act(
        static (c, now, change) =>
        {
            WorkersAtRunTime.Copy(change.next, change.options);
            c.Reconfigured(now);
        },
        (next, options));

    /// <summary>For questions: nothing may be changed.</summary>
    public T Read<T>(Func<PoolCore, TimeSpan, T> question)
    {
        lock (gate)
            return question(core, Now);
    }

    /// <summary>An operator's action.</summary>
    public T Decide<T>(Func<PoolCore, TimeSpan, T> action)
    {
        var answer = default(T);
        Act((c, now) => answer = action(c, now));
        return answer!;
    }

    public IDisposable Listen(Action<WorkerPoolEvent> listener) => Feed.Subscribe(listener);

    /// <summary>An event of the pool that others know of.</summary>
    public void Announce(WorkerPoolEvent e) => Tell(e with { Timestamp = time.GetUtcNow() });

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await timer.DisposeAsync().ConfigureAwait(false);
        Feed.End();
    }
}
