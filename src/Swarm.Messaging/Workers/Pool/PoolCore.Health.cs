using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>Heartbeats, deadlines, and what follows when they pass.</summary>
internal sealed partial class PoolCore
{
    private const long Megabyte = 1_048_576;

    /// <summary>A heartbeat that comes this much later than the suspect threshold is told, though the worker lives.</summary>
    private const double LateFactor = 1.5;

    private static readonly TimeSpan CriticalCounts = TimeSpan.FromMinutes(5);

    private TimeSpan nextCheck = TimeSpan.MaxValue;
    private TimeSpan lastTick;

    public PoolHealth Health(TimeSpan now)
    {
        var (healthy, busy) = (0, 0);
        foreach (var slot in slots)
        {
            var isHealthy = slot.HasProcess && slot.Health == HealthState.Healthy && slot.State is WorkerState.Ready or WorkerState.Busy;
            healthy += isHealthy ? 1 : 0;
            busy += isHealthy && slot.State == WorkerState.Busy ? 1 : 0;
        }

        return PoolHealth.Of(slots.Count, healthy, busy, Alerts.AnyCriticalSince(Clock(now) - CriticalCounts), Alerts.All.Count());
    }

    public void Heartbeat(Slot slot, int incarnation, WorkerVitals vitals, TimeSpan now)
    {
        if (slot.Incarnation != incarnation || !slot.HasProcess || slot.State == WorkerState.Initializing)
            return;
        var gap = now - slot.LastHeartbeat;
        Measure(slot, vitals, gap, now);
        if (Observed)
            Tell(new WorkerPoolEvent(WorkerPoolEvents.HeartbeatReceived) { WorkerId = slot.Id, Pid = slot.Pid });
        if (slot.Health == HealthState.Zombie)
            return;
        slot.LastHeartbeat = now;
        if (gap > options.SuspectAfter * LateFactor)
            Note(slot, WorkerAlertNames.LateHeartbeat, "warning", gap.TotalSeconds, now);
        if (slot.Health == HealthState.Suspect)
        {
            slot.Health = HealthState.Healthy;
            slot.HealthySince = now;
            Tell(WorkerPoolEvents.WorkerRecovered, slot);
            End(slot, WorkerAlertNames.MissedHeartbeat, 0);
            Dispatch(now);
        }
    }

    /// <summary>Whatever is due.</summary>
    public void Tick(TimeSpan now)
    {
        if (!Started)
            return;
        ForgivePause(now);
        foreach (var slot in slots.ToList())
            ActOnDeadlines(slot, now);
        if (now >= nextCheck)
        {
            nextCheck = now + options.HealthCheckInterval;
            foreach (var slot in slots)
                Judge(slot, now);
            KeepBounds(now);
            // Now and not when it began to rest: by now placement knows, and does not send the same task here again.
            if (Rests)
                GiveBack(Draining ? "the pool is drained, task kept" : "every worker slot is in error, task kept");
        }
    }

    /// <summary>When <see cref="Tick"/> has something to do next.</summary>
    public TimeSpan NextDue(TimeSpan now)
    {
        var due = nextCheck;
        foreach (var slot in slots)
        {
            Sooner(slot.RestartAt);
            Sooner(slot.EscalateAt);
            if (slot is { State: WorkerState.Initializing, HasProcess: true, Killed: false })
                Sooner(slot.SpawnedAt + options.SpawnTimeout);
            if (slot.Current is { Token: not null } task)
                Sooner(task.CancelSentAt is { } sent ? sent + options.CancelGrace : task.StartedAt + task.Timeout);
        }

        if (stopBy is { } by && slots.Exists(s => s is { Terminated: false, Killed: false }))
            Sooner(by);
        return due;

        void Sooner(TimeSpan? at) => due = at < due ? at.Value : due;
    }

    // The whole host was stopped or asleep: the heartbeats of that time wait in the pipes, nobody is to be judged by their absence.
    private void ForgivePause(TimeSpan now)
    {
        var pause = now - lastTick;
        lastTick = now;
        if (pause <= options.HealthCheckInterval * 2)
            return;
        foreach (var slot in slots)
            slot.LastHeartbeat += pause - options.HealthCheckInterval;
    }

    private void ActOnDeadlines(Slot slot, TimeSpan now)
    {
        if (slot.RestartAt <= now)
            Restart(slot, now);
        if (slot is { State: WorkerState.Initializing, HasProcess: true, Killed: false } && now - slot.SpawnedAt >= options.SpawnTimeout)
        {
            Tell(new WorkerPoolEvent(WorkerPoolEvents.WorkerError) { WorkerId = slot.Id, Pid = slot.Pid, Error = "spawn_timeout", Message = $"No worker-ready within {options.SpawnTimeout.TotalSeconds:0.#} s; it is killed." });
            Kill(slot, null);
        }

        if (slot.Current is { Token: not null } task)
            ActOnTask(slot, task, now);
        if (Stopping && now >= stopBy && slot is { Terminated: false, Killed: false, HasProcess: true })
            Terminate(slot, now);
        else if (slot.EscalateAt <= now && !slot.Terminated)
            Terminate(slot, now);
        else if (slot.EscalateAt <= now)
            Kill(slot, null);
        if (slot is { Health: HealthState.Healthy, RestartsUsed: > 0, State: WorkerState.Ready or WorkerState.Busy } && now - slot.HealthySince >= options.RestartRestored)
        {
            slot.RestartsUsed = 0;
            Tell(WorkerPoolEvents.RestartCounterReset, slot);
        }
    }

    private void ActOnTask(Slot slot, PoolTask task, TimeSpan now)
    {
        if (task.CancelSentAt is { } sent)
        {
            if (now - sent >= options.CancelGrace)
                Kill(slot, null);
        }
        else if (now - task.StartedAt >= task.Timeout)
        {
            task.TimedOut = true;
            Tell(new WorkerPoolEvent(WorkerPoolEvents.TaskTimeout) { TaskId = task.Id, WorkerId = slot.Id });
            TellWorkerToCancel(task, now);
        }
    }

    private void Judge(Slot slot, TimeSpan now)
    {
        if (!slot.HasProcess || slot.State == WorkerState.Initializing || slot.Killed || slot.Health == HealthState.Zombie)
            return;
        var age = now - slot.LastHeartbeat;
        if (age >= options.ZombieAfter)
        {
            slot.Health = HealthState.Zombie;
            slot.Verdict = new WorkerOutcome.Failed(
                FailureCodes.Hung, $"{slot.Id} (process {slot.Pid}) gave no sign of life for {age.TotalSeconds:0} s and was replaced.");
            if (slot.Current is { } task)
                task.Token = null;
            Tell(new WorkerPoolEvent(WorkerPoolEvents.ZombieDetected) { WorkerId = slot.Id, Pid = slot.Pid, Value = age.TotalSeconds });
            Begin(slot, WorkerAlertNames.Zombie, "critical", age.TotalSeconds, options.ZombieAfter.TotalSeconds, "It hangs, or is stopped; it is killed and replaced.", now);
            Terminate(slot, now);
        }
        else if (age >= options.SuspectAfter && slot.Health == HealthState.Healthy)
        {
            slot.Health = HealthState.Suspect;
            Tell(new WorkerPoolEvent(WorkerPoolEvents.MissedHeartbeat) { WorkerId = slot.Id, Pid = slot.Pid, Value = age.TotalSeconds });
            Begin(slot, WorkerAlertNames.MissedHeartbeat, "warning", age.TotalSeconds, options.SuspectAfter.TotalSeconds, "It gets no work until it is heard of again.", now);
        }
    }

    private void Measure(Slot slot, WorkerVitals vitals, TimeSpan gap, TimeSpan now)
    {
        slot.MemoryBytes = vitals.MemoryBytes;
        if (vitals.CpuTime is { } cpu)
        {
            // Heartbeats that waited in the pipe come close together; they say nothing about the time between.
            if (slot.CpuTime is { } before && gap > options.HeartbeatInterval / 2)
                slot.CpuPercent = Math.Max(0, 100 * (cpu - before) / gap);
            slot.CpuTime = cpu;
        }

        var memoryMb = (double)vitals.MemoryBytes / Megabyte;
        slot.History.Add(new HealthSample(Clock(now), WorkerNames.Of(slot.State), Math.Round(memoryMb, 1), Math.Round(slot.CpuPercent, 1), slot.TasksExecuted));
        HighMemory(slot, memoryMb, now);
        if (slot.CpuPercent > options.CpuThresholdPercent)
        {
            Begin(slot, WorkerAlertNames.HighCpu, "warning", slot.CpuPercent, options.CpuThresholdPercent, "It computes without a break. Workers:RecycleAfterHighCpu replaces such a worker after its task.", now);
            if (++slot.HighCpuInARow >= options.RecycleAfterHighCpu && options.RecycleAfterHighCpu > 0)
                Recycle(slot, $"it used {slot.CpuPercent:0} % of a core in {slot.HighCpuInARow} heartbeats in a row", now);
        }
        else
        {
            slot.HighCpuInARow = 0;
            End(slot, WorkerAlertNames.HighCpu, slot.CpuPercent);
        }
    }

    /// <summary>Of a heartbeat, or the worker's own warning after a task.</summary>
    public void HighMemory(Slot slot, double memoryMb, TimeSpan now)
    {
        if (memoryMb <= options.WorkerMemoryLimitMb)
        {
            End(slot, WorkerAlertNames.HighMemory, memoryMb);
            return;
        }

        if (Begin(slot, WorkerAlertNames.HighMemory, "warning", memoryMb, options.WorkerMemoryLimitMb, "It is recycled after its task. Workers:WorkerMemoryLimitMb is the limit.", now))
            Tell(new WorkerPoolEvent(WorkerPoolEvents.HighMemory) { WorkerId = slot.Id, Pid = slot.Pid, Value = memoryMb });
        Recycle(slot, $"it uses {memoryMb:0} MB of at most {options.WorkerMemoryLimitMb}", now);
    }

    private bool Begin(Slot slot, string name, string severity, double value, double threshold, string hint, TimeSpan now)
    {
        if (!slot.Conditions.Add(name))
            return false;
        Note(slot, name, severity, value, now);
        effects.Add(new PoolEffect.Alert(new WorkerCondition(name, severity, slot.Id, true, value, threshold, hint)));
        return true;
    }

    private void End(Slot slot, string name, double value)
    {
        if (slot.Conditions.Remove(name))
            effects.Add(new PoolEffect.Alert(new WorkerCondition(name, "info", slot.Id, false, value, 0, "")));
    }

    private void Note(Slot slot, string name, string severity, double value, TimeSpan now)
    {
        Alerts.Add(severity, slot.Id, name, Clock(now));
        Tell(new WorkerPoolEvent(WorkerPoolEvents.Alert) { WorkerId = slot.Id, Severity = severity, Alert = name, Value = value });
    }
}
