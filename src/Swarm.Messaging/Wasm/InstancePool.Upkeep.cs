namespace Swarm.Messaging.Wasm;

/// <summary>What is looked at from time to time, and the pool's own beginning and end.</summary>
internal sealed partial class InstancePool
{
    private (double Sum, long Count) utilizations;

    /// <summary>Brings up the minimum. Does not wait for it: who acquires meanwhile waits.</summary>
    public void Open()
    {
        lock (gate)
        {
            opened = engine is not null;
            FillUp();
        }
    }

    /// <summary>A look at utilisation: what is missing to the minimum is made, then at most one scaling action.</summary>
    public PoolLook LookAtUtilization()
    {
        lock (gate)
        {
            var made = FillUp();
            var utilization = PoolScaling.Utilization(instances);
            utilizations = (utilizations.Sum + utilization, utilizations.Count + 1);
            var grown = Grow(utilization);
            var shrunk = !grown && Shrink(utilization);
            var serving = instances.Where(i => i.Serves).ToList();
            Tell(
                PoolEventNames.Utilization, ("utilization", Math.Round(utilization, 2)), ("poolSize", Size),
                ("usedSlots", serving.Sum(i => i.Held.Count)), ("totalSlots", serving.Sum(i => i.Slots)), ("pendingRequests", queue.Count));
            return new PoolLook(utilization, made + (grown ? 1 : 0), shrunk ? 1 : 0);
        }
    }

    /// <summary>A look at every instance: stuck tasks, and a probe by a real guest. An unwell one gets no task and is restarted.</summary>
    public async Task<HealthLook> LookAtHealthAsync(CancellationToken cancellation)
    {
        var stuck = StopStuck();
        List<(PoolInstance Instance, Incarnation Life)> ready;
        lock (gate)
            ready = [.. instances.Where(i => i.IsReady && !i.Draining).Select(i => (i, i.Life!))];
        var unhealthy = 0;
        foreach (var (instance, life) in ready)
        {
            var problem = await life.Engine.ProbeAsync(Options.ProbeTimeout, cancellation).ConfigureAwait(false);
            if (problem is null || !TurnUnhealthy(instance, life, problem))
                continue;
            unhealthy++;
            await RestartAsync(instance.Id, $"its probe failed: {problem}").ConfigureAwait(false);
        }

        return new HealthLook(ready.Count, unhealthy, stuck);
    }

    /// <summary>Puts other limits in force: up to a higher minimum and down to a lower maximum at once.</summary>
    /// <returns>What speaks against them; nothing is changed then.</returns>
    public IReadOnlyList<string> Configure(Action<WasmPoolOptions> change)
    {
        lock (gate)
        {
            var next = options.Copy();
            change(next);
            if (next.Problems() is { Count: > 0 } problems)
                return problems;
            Volatile.Write(ref options, next);
            // A lower minimum: those that were essential only for the higher one no longer are.
            foreach (var (i, instance) in instances.Where(i => i.IsCounted && i.Essential).ToList().Index())
                instance.Essential = i < next.Min;
            FillUp();
            CutDown();
            return [];
        }
    }

    /// <summary>No new tasks; those that run may end within the limit, then everything is stopped and taken down. Nobody is left waiting.</summary>
    public async Task CloseAsync()
    {
        List<PoolInstance> all;
        lock (gate)
        {
            closing = true;
            while (queue.First is { } waiter)
            {
                queue.Remove(waiter);
                waiter.Serve(null);
            }

            all = [.. instances];
        }

        await Task.WhenAll(all.Select(i => EmptyAsync(i, Options.ShutdownTimeout))).ConfigureAwait(false);
        await SettledWithinAsync(Options.ShutdownTimeout).ConfigureAwait(false);
        lock (gate)
        {
            foreach (var instance in instances)
            {
                instance.Life?.Stop(new InstanceStop("the host stops"));
                if (instance.Draining)
                    continue;
                instance.Draining = true;
                Begin(() => TearDownAsync(instance, new InstanceStop("the host stops"), options.StopLimit));
            }
        }

        await SettledWithinAsync(Options.StopLimit * 2).ConfigureAwait(false);
        events.Writer.TryComplete();
    }

    private Task SettledWithinAsync(TimeSpan limit) =>
        SettledAsync().WaitAsync(limit, time).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private int StopStuck()
    {
        lock (gate)
        {
            var found = instances.Where(i => i.Held.Any(IsStuck)).ToList();
            foreach (var instance in found)
            {
                foreach (var slot in instance.Held.Where(IsStuck))
                    slot.Blamed = true;
                Replace(instance, $"a task held a slot of it for more than {Options.StuckLimit.TotalSeconds:0} s", now: true);
            }

            return found.Count;
        }
    }

    private bool IsStuck(InstanceSlot slot) => time.GetElapsedTime(slot.TakenAt) > options.StuckLimit;

    private bool TurnUnhealthy(PoolInstance instance, Incarnation life, string problem)
    {
        lock (gate)
        {
            if (instance.Life != life || !instance.IsReady || instance.Draining || closing)
                return false; // it was stopped while it was asked
            instance.Healthy = false;
            Tell(PoolEventNames.Unhealthy, ("instanceId", instance.Id), ("reason", problem));
            return true;
        }
    }
}
