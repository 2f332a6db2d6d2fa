using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Wasm;

/// <summary>Instances come to life, are restarted and go. Nothing here is called under the lock; what waits, waits outside of it.</summary>
internal sealed partial class InstancePool
{
    private readonly HashSet<Task> underWay = [];
    private long created;
    private long destroyed;
    private long failedStarts;
    private volatile string? lastStartFailure;

    /// <summary>Why the latest instance could not be started; null when it could.</summary>
    public string? LastStartFailure => lastStartFailure;

    /// <summary>Ends when what is under way now (instances that come, go or restart) has ended.</summary>
    public Task SettledAsync()
    {
        lock (gate)
            return Task.WhenAll(underWay);
    }

    /// <summary>
    /// Ends the instance's life and begins the next: what runs on it may end by itself for a moment, then it is stopped. Fails when the
    /// instance is not here, or when it had to be replaced by another one.
    /// </summary>
    public Task<ControlResult> RestartAsync(string instanceId, string why)
    {
        lock (gate)
        {
            if (Find(instanceId) is not { } instance)
                return Task.FromResult(NotHere(instanceId));
            if (instance.Restarting is { } already)
                return already;
            if (instance.Draining)
                return Task.FromResult(ControlResult.Failure($"The instance {instanceId} is on its way out of the pool."));
            if (instance.Life is not { } life)
                return Task.FromResult(ControlResult.Success); // it is only just beginning
            instance.Status = InstanceStatus.Initializing;
            return instance.Restarting = Begin(() => RestartAsync(instance, life, new InstanceStop(why)));
        }
    }

    /// <summary>Takes an instance out for good; what runs on it may end. Answers when another one has taken its place.</summary>
    public async Task<ControlResult> ReplaceAsync(string instanceId, string why)
    {
        Task<bool>? successor;
        lock (gate)
        {
            if (Find(instanceId) is not { } instance)
                return NotHere(instanceId);
            successor = Replace(instance, why, now: false);
        }

        return successor is null || await successor.ConfigureAwait(false)
            ? ControlResult.Success
            : ControlResult.Failure("It is taken out, but the one to take its place could not be started; the next look at the pool tries again.");
    }

    /// <param name="now">Its tasks are stopped; else they may end.</param>
    /// <returns>The start of another one; null when it needs nobody in its place.</returns>
    private Task<bool>? Replace(PoolInstance instance, string why, bool now)
    {
        if (now)
            instance.Life?.Stop(new InstanceStop(why));
        if (instance.Draining)
            return null;
        instance.Draining = true;
        Tell(PoolEventNames.Unhealthy, ("instanceId", instance.Id), ("reason", why));
        LogReplaced(log, instance.Id, why);
        Begin(() => TearDownAsync(instance, new InstanceStop(why), now ? options.StopLimit : null));
        if (closing)
            return null;
        var next = Reserve(instance.Essential);
        return Begin(() => BringUpAsync(next));
    }

    /// <returns>False: it could not be started; its place is free again.</returns>
    private async Task<bool> BringUpAsync(PoolInstance instance, double? utilization = null)
    {
        var (life, problem) = await StartAsync(instance).ConfigureAwait(false);
        lock (gate)
        {
            if (life is null)
            {
                instance.Status = InstanceStatus.Failed;
                Forget(instance);
                failedStarts++;
                lastStartFailure = problem;
                LogNotStarted(log, instance.Id, problem!);
                return false;
            }

            created++;
            lastStartFailure = null;
            if (!instance.Draining)
                Enter(instance, life, utilization);
        }

        // Given up before it was ready: whoever gave it up knew nothing of this life.
        if (instance.Life != life)
        {
            life.Stop(new InstanceStop("it was given up while it started"));
            await EndAsync(life).ConfigureAwait(false);
        }

        return true;
    }

    private void Enter(PoolInstance instance, Incarnation life, double? utilization)
    {
        instance.Begin(life);
        Tell(PoolEventNames.Initialized, ("instanceId", instance.Id), ("incarnation", life.Number), ("poolSize", Size));
        if (utilization is { } demand)
            Scaled(ScalingEvent.Up, instance, demand);
        Serve();
    }

    private async Task<ControlResult> RestartAsync(PoolInstance instance, Incarnation life, InstanceStop why)
    {
        await EmptyAsync(instance, Options.RestartGrace).ConfigureAwait(false);
        life.Stop(why);
        var ended = await EndAsync(life).ConfigureAwait(false);
        var (next, problem) = ended ? await StartAsync(instance).ConfigureAwait(false) : (null, $"Its guests did not end within {Options.StopLimit.TotalSeconds:0.###} s.");
        lock (gate)
        {
            instance.Restarting = null;
            if (next is null)
            {
                instance.Status = InstanceStatus.Failed;
                Replace(instance, problem!, now: true);
                return ControlResult.Failure($"{problem} It is replaced by another instance.");
            }

            var wasHealthy = instance.Healthy;
            instance.Begin(next);
            Tell(PoolEventNames.Reset, ("instanceId", instance.Id), ("action", "restart"), ("incarnation", next.Number));
            if (!wasHealthy)
                Tell(PoolEventNames.Recovered, ("instanceId", instance.Id));
            LogRestarted(log, instance.Id, next.Number, why.Reason);
            Serve();
            return ControlResult.Success;
        }
    }

    private async Task TearDownAsync(PoolInstance instance, InstanceStop why, TimeSpan? limit = null)
    {
        if (instance.Restarting is { } restart)
            await restart.ConfigureAwait(false);
        // One that a task holds for too long is stopped by the look at stuck tasks.
        await EmptyAsync(instance, limit).ConfigureAwait(false);
        if (instance.Life is { } life)
        {
            life.Stop(why);
            if (!await EndAsync(life).ConfigureAwait(false))
                LogNotEnded(log, instance.Id);
        }

        lock (gate)
        {
            instance.Status = InstanceStatus.Failed;
            Forget(instance);
            destroyed++;
            Tell(PoolEventNames.Removed, ("instanceId", instance.Id), ("reason", why.Reason), ("poolSize", Size));
        }
    }

    private async Task<(Incarnation? Life, string? Problem)> StartAsync(PoolInstance instance)
    {
        try
        {
            var begun = await engine!.StartAsync(instance.Id, instance.Slots, CancellationToken.None).ConfigureAwait(false);
            if (await begun.ProbeAsync(Options.ProbeTimeout, CancellationToken.None).ConfigureAwait(false) is not { } problem)
                return (new Incarnation(instance.Incarnations + 1, begun), null);
            begun.Cancel();
            await begun.DisposeAsync().ConfigureAwait(false);
            return (null, problem);
        }
        catch (Exception e)
        {
            return (null, e.Message);
        }
    }

    /// <returns>False: not within the limit. It goes on ending, and nobody waits for it.</returns>
    private async Task<bool> EndAsync(Incarnation life)
    {
        try
        {
            await life.Engine.DisposeAsync().AsTask().WaitAsync(Options.StopLimit, time).ConfigureAwait(false);
            life.Dispose();
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Waits until no task holds a slot of it.</summary>
    private async Task EmptyAsync(PoolInstance instance, TimeSpan? limit)
    {
        Task idle;
        lock (gate)
        {
            if (instance.Held.Count == 0)
                return;
            idle = (instance.Idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await idle.WaitAsync(limit ?? Timeout.InfiniteTimeSpan, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Forget(PoolInstance instance)
    {
        instances.Remove(instance);
        gone.Enqueue(instance.Id);
        while (gone.Count > MostGone)
            gone.Dequeue();
    }

    /// <summary>Work beside the lock, which <see cref="SettledAsync"/> and the end of the pool wait for.</summary>
    private Task<T> Begin<T>(Func<Task<T>> work)
    {
        var task = Task.Run(work);
        underWay.Add(task);
        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    private void Begin(Func<Task> work) => Begin(async () =>
    {
        await work().ConfigureAwait(false);
        return true;
    });

    private void Forget(Task task)
    {
        lock (gate)
            underWay.Remove(task);
        if (task.Exception is { } bug)
            LogBroken(log, bug);
    }

    private PoolInstance? Find(string instanceId) => instances.Find(i => i.Id == instanceId);

    private static ControlResult NotHere(string instanceId) => ControlResult.Failure($"There is no instance {instanceId} on this host.");

    [LoggerMessage(Level = LogLevel.Error, Message = "WASM instance {InstanceId} could not be started: {Reason}")]
    private static partial void LogNotStarted(ILogger logger, string instanceId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WASM instance {InstanceId} is replaced: {Reason}")]
    private static partial void LogReplaced(ILogger logger, string instanceId, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "WASM instance {InstanceId} was restarted and is in its life {Incarnation}: {Reason}")]
    private static partial void LogRestarted(ILogger logger, string instanceId, int incarnation, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WASM instance {InstanceId} is gone from the pool, but a guest of it has not ended yet")]
    private static partial void LogNotEnded(ILogger logger, string instanceId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The WASM pool has a defect: work on an instance threw")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}
