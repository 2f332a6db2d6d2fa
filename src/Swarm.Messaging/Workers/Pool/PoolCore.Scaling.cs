using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>How the pool grows, shrinks and rests.</summary>
internal sealed partial class PoolCore
{
    /// <returns>How many were added: up to the greatest size. Their places are taken before their processes start.</returns>
    public int ScaleUp(int count, TimeSpan now)
    {
        var added = Math.Clamp(options.MaxWorkers - Size, 0, Math.Max(0, count));
        if (added == 0 || Stopping)
            return 0;
        for (var i = 0; i < added; i++)
            AddSlot();
        StartWaiting(now);
        Tell(new WorkerPoolEvent(WorkerPoolEvents.PoolScaledUp) { Count = added, NewSize = Size });
        return added;
    }

    /// <returns>How many leave: down to the least size, and only workers that have no task. Each is seen until its process has ended.</returns>
    public int ScaleDown(int count, TimeSpan now)
    {
        var most = Math.Clamp(Size - options.MinWorkers, 0, Math.Max(0, count));
        var leaving = slots.Where(s => s is { State: WorkerState.Ready, Removing: false }).Reverse().Take(most).ToList();
        foreach (var slot in leaving)
        {
            slot.Removing = true;
            BeginShutdown(slot, now);
        }

        if (leaving.Count > 0)
            Tell(new WorkerPoolEvent(WorkerPoolEvents.PoolScaledDown) { Count = leaving.Count, NewSize = Size });
        return leaving.Count;
    }

    /// <summary>An operator's size is what the automatic loop comes back to, never what it undoes.</summary>
    public void KeepSize() => kept = Size;

    /// <summary>The settings have changed: the size follows, and what is due sooner now is looked at in time.</summary>
    public void Reconfigured(TimeSpan now)
    {
        if (!Started)
            return;
        nextCheck = nextCheck < now + options.HealthCheckInterval ? nextCheck : now + options.HealthCheckInterval;
        KeepBounds(now);
    }

    // Workers above the greatest size leave as they come to rest, so this is asked again at every look at health.
    private void KeepBounds(TimeSpan now)
    {
        if (Size < options.MinWorkers)
            ScaleUp(options.MinWorkers - Size, now);
        else if (Size > options.MaxWorkers)
            ScaleDown(Size - options.MaxWorkers, now);
    }

    /// <summary>Running tasks end; nothing new begins until it is resumed.</summary>
    public void Drain(bool on, TimeSpan now)
    {
        Draining = on;
        if (!on)
            Dispatch(now);
    }
}
