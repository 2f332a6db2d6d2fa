using Swarm.Messaging.Execution;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers.Operators;

/// <summary>What operators can do to the pool, for bus, HTTP and command line alike. Checks its input; answers with before and after.</summary>
internal sealed class WorkerActions(WorkerPool pool, HostIdentity host, TimeProvider time)
{
    /// <param name="change">Workers to add, or below 0: to let go.</param>
    public WorkerActionDone Scale(int change) => Do("scale", (core, now) =>
    {
        var done = change >= 0 ? core.ScaleUp(change, now) : core.ScaleDown(-change, now);
        var limit = $"at least {pool.Options.MinWorkers}, at most {pool.Options.MaxWorkers}{(change < 0 ? ", and only workers without a task leave" : "")}";
        core.KeepSize();
        var loop = pool.Options.AutoScale ? $"; the automatic loop adds to it while more than {pool.Options.ScaleUpBacklog} tasks wait, and lets it shrink no further than to these {core.KeptSize}" : "";
        return $"{done} of {Math.Abs(change)} workers {(change >= 0 ? "added" : "leave")} ({limit}){loop}";
    });

    public WorkerActionDone ScaleTo(int size) => Scale(size - pool.Read((core, _) => core.Started ? core.Size : pool.Options.InitialSize));

    /// <param name="workerId">Null: the whole pool takes no new work until it is resumed. Else this worker ends its task and is replaced.</param>
    public WorkerActionDone? Drain(string? workerId)
    {
        if (workerId is null)
        {
            return Do("drain", (core, now) =>
            {
                core.Drain(true, now);
                return "running tasks end, nothing new begins here until the pool is resumed";
            });
        }

        return DoOn("drain", workerId, (core, slot, now) =>
            core.Recycle(slot, "an operator asked for it", now) ? $"{slot.Id} ends its task and is replaced" : $"{slot.Id} is {WorkerNames.Of(slot.State)}: there is nothing to drain");
    }

    public WorkerActionDone Resume() => Do("resume", (core, now) =>
    {
        core.Drain(false, now);
        return "the pool takes work";
    });

    /// <param name="workerId">Null: every slot that was given up.</param>
    public WorkerActionDone? Reset(string? workerId)
    {
        if (workerId is not null)
        {
            return DoOn("reset", workerId, (core, slot, now) =>
                core.Reset(slot, now) ? $"{slot.Id} has its restart budget again and starts" : $"{slot.Id} is {WorkerNames.Of(slot.State)}: only a slot in error is reset");
        }

        return Do("reset", (core, now) => $"{core.Slots.ToList().Count(slot => core.Reset(slot, now))} slots have their restart budget again and start");
    }

    /// <param name="age">Alerts of the list that are older are forgotten. Default 1 h.</param>
    public WorkerActionDone ClearAlerts(TimeSpan? age) =>
        Do("clear-alerts", (core, _) => $"{core.Alerts.Clear(time.GetUtcNow() - (age ?? TimeSpan.FromHours(1)))} alerts are cleared from the list");

    /// <summary>Starts the processes, if the first task has not yet.</summary>
    public WorkerActionDone Start()
    {
        pool.EnsureStarted();
        return Do("start", (core, _) => $"{core.Size} workers");
    }

    private WorkerActionDone? DoOn(string action, string workerId, Func<PoolCore, Slot, TimeSpan, string> act) =>
        pool.Read((core, _) => core.Slots.Any(s => s.Id == workerId))
            ? Do(action, (core, now) => core.Slots.FirstOrDefault(s => s.Id == workerId) is { } slot ? act(core, slot, now) : $"{workerId} has left")
            : null;

    private WorkerActionDone Do(string action, Func<PoolCore, TimeSpan, string> act)
    {
        if (action == "scale")
            pool.EnsureStarted();
        return pool.Decide((core, now) =>
        {
            var before = Shown(core);
            var what = act(core, now);
            return new WorkerActionDone(host.HostId, action, what, before, Shown(core));
        });
    }

    private static string Shown(PoolCore core) => core.Started
        ? $"{core.Size} workers, {core.Slots.Count(s => s.State == WorkerState.Error)} in error{(core.Draining ? ", draining" : "")}"
        : "not started";
}

/// <param name="What">A sentence: what happened.</param>
/// <param name="Before">The pool in a few words, as it was; the same for <paramref name="After"/>.</param>
internal sealed record WorkerActionDone(string HostId, string Action, string What, string Before, string After);
