using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Worker.Wire;
using Swarm.Messaging.Workers.Children;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>From decisions to deeds.</summary>
internal sealed partial class WorkerPool
{
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(1);

    // A timer may fire a little early: whatever it finds to do or not, the next one has to be set.
    private void OnDue() => Act(
        static (core, now, pool) =>
        {
            pool.armed = TimeSpan.MaxValue;
            core.Tick(now);
        },
        this);

    private void Act(Action<PoolCore, TimeSpan> input) => Act(static (core, now, act) => act(core, now), input);

    private void Act<T>(Action<PoolCore, TimeSpan, T> input, T argument)
    {
        WorkerChild? one;
        WorkerChild[]? more = null;
        lock (gate)
        {
            var now = Now;
            core.Observed = Feed.HasListeners;
            input(core, now, argument);
            core.TakeEffects(effects);
            foreach (var effect in effects)
                Do(effect);
            effects.Clear();
            Arm(now);
            if (core.Settled)
                initialized.TrySetResult();
            if (core.Stopping && core.Slots.Count == 0)
            {
                initialized.TrySetResult();
                stopped.TrySetResult();
            }

            one = posted.Count > 0 ? posted[0] : null;
            if (posted.Count > 1)
                more = [.. posted.Skip(1)];
            posted.Clear();
        }

        one?.Pump();
        foreach (var child in more ?? [])
            child.Pump();
    }

    private void Do(PoolEffect effect)
    {
        switch (effect)
        {
            case PoolEffect.Execute execute:
                execute.Task.Begun?.Invoke();
                Post(execute.Slot, new Outgoing(WireTypes.ExecuteTask, execute.Task, execute.Task.Token));
                break;
            case PoolEffect.Settle settle:
                settle.Task.Settle(settle.Outcome);
                break;
            case PoolEffect.CancelTask cancel:
                Post(cancel.Slot, new Outgoing(WireTypes.CancelTask, TaskId: cancel.TaskId));
                break;
            case PoolEffect.Shutdown shutdown:
                Post(shutdown.Slot, new Outgoing(WireTypes.Shutdown));
                break;
            case PoolEffect.Signal signal:
                if (children.TryGetValue(signal.Slot, out var target))
                    target.Signal(signal.Which);
                break;
            case PoolEffect.Spawn spawn:
                var child = new WorkerChild(spawn.Slot, spawn.Incarnation, program!, options, this, time);
                children[spawn.Slot] = child;
                // Not here: what it says at once must not come back in under the lock.
                _ = Task.Run(child.RunAsync);
                break;
            case PoolEffect.Tell tell:
                Tell(tell.Event with { Timestamp = time.GetUtcNow() });
                break;
            case PoolEffect.Alert alert:
                ConditionChanged?.Invoke(alert.Condition);
                break;
        }
    }

    private void Post(Slot slot, in Outgoing message)
    {
        if (!children.TryGetValue(slot, out var child))
            return;
        child.Post(message);
        posted.Add(child);
    }

    private void Tell(WorkerPoolEvent e)
    {
        events.Write(e);
        Feed.Add(e);
    }

    private void Arm(TimeSpan now)
    {
        if (!core.Started || (core.Stopping && core.Slots.Count == 0))
            return;
        if (armed <= now)
            armed = TimeSpan.MaxValue; // it has fired, or is about to
        var due = core.NextDue(now);
        if (due >= armed)
            return;
        var wait = TimeLimits.ForTimer(due - now);
        armed = now + wait; // when that is before it is due, it is armed again
        timer.Change(wait > LeastWait ? wait : LeastWait, Timeout.InfiniteTimeSpan);
    }
}
