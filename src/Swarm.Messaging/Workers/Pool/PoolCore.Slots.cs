using System.Collections.Frozen;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>How processes come and go in their slots.</summary>
internal sealed partial class PoolCore
{
    /// <summary>How soon a replacement that has to wait for others to be ready asks again.</summary>
    private static readonly TimeSpan StartTurn = TimeSpan.FromMilliseconds(200);

    public void ProcessStarted(Slot slot, int incarnation, int pid)
    {
        if (slot.Incarnation == incarnation)
            slot.Pid = pid;
    }

    public void Ready(Slot slot, int incarnation, IEnumerable<string> types, TimeSpan now)
    {
        if (slot.Incarnation != incarnation || slot.State != WorkerState.Initializing || !slot.HasProcess || slot.Killed)
            return;
        slot.State = WorkerState.Ready;
        slot.Types = types.ToFrozenSet(StringComparer.Ordinal);
        (slot.LastHeartbeat, slot.HealthySince, slot.LastActivity) = (now, now, now);
        Tell(WorkerPoolEvents.WorkerRegistered, slot);
        StartWaiting(now);
        foreach (var name in slot.Conditions.ToList())
            End(slot, name, 0);
        CheckInitialized();
        if (slot.Removing)
            BeginShutdown(slot, now);
        else
            Dispatch(now);
    }

    /// <summary>The process is gone, and everything that it had said before has been heard. Also when it could not be started.</summary>
    public void Exited(Slot slot, int incarnation, int code, TimeSpan now, string? why = null, string? lastWords = null)
    {
        if (slot.Incarnation != incarnation || !slot.HasProcess)
            return;
        slot.HasProcess = false;
        slot.RestartAt = slot.EscalateAt = null;
        var orderly = slot.Asked && code == 0;
        if (!orderly)
            Counters.Crashed++;
        Tell(new WorkerPoolEvent(WorkerPoolEvents.WorkerExited)
        {
            WorkerId = slot.Id, Pid = slot.Pid, Code = code > 128 ? null : code, Signal = code > 128 ? code - 128 : null,
            Uptime = (long)(now - slot.SpawnedAt).TotalMilliseconds, Message = why,
        });
        if (!orderly && !Stopping && lastWords is not null)
            Tell(new WorkerPoolEvent(WorkerPoolEvents.Warning) { WorkerId = slot.Id, Pid = slot.Pid, Error = "last_words", Message = lastWords });
        Tell(WorkerPoolEvents.WorkerUnregistered, slot);
        if (slot.Current is { } task)
            EndByLoss(slot, task, code, now);
        if (slot.Removing || Stopping)
        {
            Remove(slot);
        }
        else if (slot.Asked && slot.Recycle is not null)
        {
            Counters.Recycled++;
            Spawn(slot, now);
        }
        else
        {
            Replace(slot, now);
        }

        StartWaiting(now);
        CheckInitialized();
    }

    /// <summary>The worker wrote what is no message: nothing that it says can be trusted any more.</summary>
    public void Violated(Slot slot, int incarnation, string what, TimeSpan now)
    {
        if (slot.Incarnation != incarnation || !slot.HasProcess || slot.Killed)
            return;
        Tell(new WorkerPoolEvent(WorkerPoolEvents.WorkerError) { WorkerId = slot.Id, Pid = slot.Pid, Error = FailureCodes.Violated, Message = what });
        Begin(slot, WorkerAlertNames.ProtocolViolation, "warning", 0, 0, "It wrote something else than messages, or one that is too large, to its standard output: docs/worker-protocol.md. It is replaced.", now);
        Kill(slot, new WorkerOutcome.Failed(FailureCodes.Violated, $"{slot.Id} broke the protocol and was replaced: {what}"));
    }

    /// <summary>An operator gives a slot its budget back.</summary>
    /// <returns>False when it is not given up.</returns>
    public bool Reset(Slot slot, TimeSpan now)
    {
        if (slot.State != WorkerState.Error || Stopping)
            return false;
        (slot.RestartsUsed, slot.LastRestart) = (0, null);
        End(slot, WorkerAlertNames.SlotFailed, 0);
        Tell(WorkerPoolEvents.RestartCounterReset, slot);
        (slot.State, slot.WaitsToStart) = (WorkerState.Initializing, true);
        StartWaiting(now);
        return true;
    }

    /// <summary>Lets a worker end its task, then replaces it.</summary>
    public bool Recycle(Slot slot, string why, TimeSpan now)
    {
        if (!slot.HasProcess || slot.Removing || Stopping || slot.State is WorkerState.ShuttingDown or WorkerState.Initializing)
            return false;
        slot.Recycle ??= why;
        if (slot.Current is null)
            BeginShutdown(slot, now);
        return true;
    }

    // So many at once that each of them has its share of the machine: more would miss worker-ready together, and spend their budgets on it.
    private void StartWaiting(TimeSpan now)
    {
        if (Stopping)
            return;
        var starting = Starting;
        foreach (var slot in slots.Where(s => s.WaitsToStart).Take(Math.Max(0, options.StartsAtOnce - starting)).ToList())
            Spawn(slot, now);
    }

    private int Starting => slots.Count(s => s is { State: WorkerState.Initializing, HasProcess: true });

    private void Spawn(Slot slot, TimeSpan now)
    {
        slot.WaitsToStart = false;
        slot.Incarnation++;
        slot.Lease = lease();
        slot.State = WorkerState.Initializing;
        slot.Health = HealthState.Healthy;
        slot.HasProcess = true;
        (slot.Pid, slot.TasksExecuted, slot.TasksStarted) = (0, 0, 0);
        (slot.SpawnedAt, slot.RestartAt, slot.EscalateAt) = (now, null, null);
        (slot.Terminated, slot.Killed, slot.Asked, slot.Verdict, slot.Recycle) = (false, false, false, null, null);
        (slot.CpuTime, slot.CpuPercent, slot.HighCpuInARow, slot.MemoryBytes) = (null, 0, 0, 0);
        slot.History.Clear();
        Counters.Spawned++;
        effects.Add(new PoolEffect.Spawn(slot, slot.Incarnation));
    }

    private void Replace(Slot slot, TimeSpan now)
    {
        if (!options.AutoRestart || slot.RestartsUsed >= options.MaxRestartAttempts)
        {
            slot.State = WorkerState.Error;
            Begin(
                slot, WorkerAlertNames.SlotFailed, "critical", slot.RestartsUsed, options.MaxRestartAttempts,
                $"Its process ended again and again; see the log for its last words. When the cause is mended: swarm workers reset {slot.Id}.", now);
            return;
        }

        slot.State = WorkerState.Initializing;
        var earliest = slot.LastRestart is { } last ? last + options.RestartCoolDown : now;
        slot.RestartAt = earliest > now ? earliest : now;
        if (slot.RestartAt <= now)
            Restart(slot, now);
    }

    private void Restart(Slot slot, TimeSpan now)
    {
        if (Starting >= options.StartsAtOnce)
        {
            slot.RestartAt = now + StartTurn;
            return;
        }

        slot.RestartsUsed++;
        slot.RestartCount++;
        slot.LastRestart = now;
        Counters.Restarted++;
        Tell(new WorkerPoolEvent(WorkerPoolEvents.RestartAttempted) { WorkerId = slot.Id, Count = slot.RestartsUsed });
        Spawn(slot, now);
    }

    /// <summary>Asks for an orderly exit; stronger means follow by and by. A busy one ends its task first.</summary>
    private void BeginShutdown(Slot slot, TimeSpan now)
    {
        if (!slot.HasProcess || slot.Killed || slot.Asked)
            return;
        slot.State = WorkerState.ShuttingDown;
        slot.Asked = true;
        effects.Add(new PoolEffect.Shutdown(slot));
        if (slot.Current is null)
            slot.EscalateAt = now + options.StopGrace;
    }

    private void Terminate(Slot slot, TimeSpan now)
    {
        slot.Terminated = true;
        slot.EscalateAt = now + options.StopGrace;
        effects.Add(new PoolEffect.Signal(slot, UnixSignal.Terminate));
    }

    /// <param name="verdict">Of the task that it runs; null: as its end says.</param>
    private void Kill(Slot slot, WorkerOutcome.Failed? verdict)
    {
        slot.Verdict ??= verdict;
        slot.Killed = true;
        slot.EscalateAt = null;
        if (slot.Current is { } task)
            task.Token = null;
        effects.Add(new PoolEffect.Signal(slot, UnixSignal.Kill));
    }

    private void CheckInitialized()
    {
        if (Initialized || slots.Exists(s => s.State == WorkerState.Initializing))
            return;
        if (Usable > 0)
        {
            Initialized = true;
            Tell(new WorkerPoolEvent(WorkerPoolEvents.PoolInitialized) { NewSize = Size, Count = Usable });
        }
        else if (!Settled && !Stopping)
        {
            Tell(new WorkerPoolEvent(WorkerPoolEvents.Warning)
            {
                Error = "no_worker", Message = "No worker became ready within its restart budget: the pool takes no work. When the cause is mended: swarm workers reset.",
            });
        }

        Settled = true;
    }
}
