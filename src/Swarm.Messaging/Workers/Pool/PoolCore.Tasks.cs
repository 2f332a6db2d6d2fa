using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>How executions wait, run and end.</summary>
internal sealed partial class PoolCore
{
    private long assignments;

    public void Submit(PoolTask task, TimeSpan now)
    {
        Counters.Submitted++;
        task.EnqueuedAt = now;
        if (Stopping)
        {
            task.IsOver = true;
            effects.Add(new PoolEffect.Settle(task, new WorkerOutcome.Kept("pool shut down, task kept")));
            return;
        }

        queue.Add(task);
        if (Observed)
            Tell(new WorkerPoolEvent(WorkerPoolEvents.TaskEnqueued) { TaskId = task.Id });
        Dispatch(now);
    }

    /// <summary>A waiting task is over at once, a running one when its worker says so or is gone.</summary>
    public void Cancel(PoolTask task, TimeSpan now)
    {
        if (task.IsOver)
            return;
        if (task.On is not null)
        {
            TellWorkerToCancel(task, now);
            return;
        }

        queue.Drop(task);
        Counters.Cancelled++;
        effects.Add(new PoolEffect.Settle(task, new WorkerOutcome.Cancelled()));
    }

    /// <summary>A worker says how a task ended.</summary>
    public void TaskEnded(Slot slot, int incarnation, string? token, WorkerOutcome outcome, double durationMs, TimeSpan now)
    {
        if (slot.Incarnation != incarnation || slot.Current is not { } task || task.Token is null || task.Token != token)
        {
            Counters.StaleResults++;
            Tell(new WorkerPoolEvent(WorkerPoolEvents.StaleResult)
            {
                WorkerId = slot.Id, Error = FailureCodes.Stale, Message = "A result came under a lease that is no longer valid; it was refused.",
            });
            return;
        }

        slot.Current = null;
        slot.TasksExecuted++;
        slot.LastActivity = now;
        ahead.Ended(now - task.StartedAt, now);
        if (outcome is WorkerOutcome.Completed { Result.Length: > TaskOptions.MaxPayloadBytes } large)
            outcome = TooLarge(large.Result.Length);
        if (task.CancelSentAt is not null)
            outcome = task.TimedOut ? TimedOut(task) : new WorkerOutcome.Cancelled();
        EndTask(slot, task, outcome, durationMs, now);
        AfterTask(slot, now);
    }

    public void Progressed(Slot slot, int incarnation, string? token, double? fraction, string? text)
    {
        if (slot.Incarnation == incarnation && slot.Current is { Token: { } current } task && current == token)
            task.Progress?.Invoke(fraction, text);
    }

    private static WorkerOutcome.Failed TimedOut(PoolTask task) =>
        new(FailureCodes.Timeout, $"The execution did not end within {task.Timeout.TotalMilliseconds:0} ms and was stopped.");

    // Whoever stores results would refuse it as well, but then it would count here as a task that was done.
    private static WorkerOutcome.Failed TooLarge(int bytes) => new(
        FailureCodes.TooLarge,
        $"The result has {bytes} bytes; at most {TaskOptions.MaxPayloadBytes} are stored. Store it elsewhere and return a reference.",
        Retryable: false);

    private void Dispatch(TimeSpan now)
    {
        while (!Draining && !Stopping && queue.Peek() is { } task)
        {
            if (choice.Pick(slots, task.Type) is not { } slot)
                return;
            queue.Take();
            Assign(task, slot, now);
        }
    }

    private void Assign(PoolTask task, Slot slot, TimeSpan now)
    {
        task.On = slot;
        task.StartedAt = now;
        task.Token = $"{slot.Lease}-{++assignments}";
        task.Reused = slot.TasksStarted > 0;
        slot.Current = task;
        slot.State = WorkerState.Busy;
        slot.LastActivity = now;
        slot.TasksStarted++;
        Counters.Started++;
        Counters.Firsts += task.Reused ? 0 : 1;
        var waited = Waited(task, now);
        if (task.Attempt == 1)
        {
            Counters.FirstDispatches++;
            Counters.Waited += waited;
        }

        effects.Add(new PoolEffect.Execute(slot, task));
        if (Observed)
        {
            Tell(new WorkerPoolEvent(WorkerPoolEvents.TaskDequeued) { TaskId = task.Id });
            Tell(new WorkerPoolEvent(WorkerPoolEvents.TaskAssigned) { TaskId = task.Id, WorkerId = slot.Id, QueuedTimeMs = waited.TotalMilliseconds });
        }
    }

    // From acceptance, which another host's clock may have told.
    private TimeSpan Waited(PoolTask task, TimeSpan now)
    {
        var waited = task.AcceptedAt is { } accepted ? Clock(now) - accepted : now - task.EnqueuedAt;
        return waited > TimeSpan.Zero ? waited : TimeSpan.Zero;
    }

    private void TellWorkerToCancel(PoolTask task, TimeSpan now)
    {
        if (task.CancelSentAt is not null || task.Token is null)
            return;
        task.CancelSentAt = now;
        effects.Add(new PoolEffect.CancelTask(task.On!, task.Id));
    }

    /// <summary>Its process is gone, or was told to go and has gone.</summary>
    private void EndByLoss(Slot slot, PoolTask task, int code, TimeSpan now)
    {
        slot.Current = null;
        WorkerOutcome outcome = task.CancelSentAt is not null
            ? task.TimedOut ? TimedOut(task) : new WorkerOutcome.Cancelled()
            : Stopping && slot.Verdict is null && slot.Terminated
                ? new WorkerOutcome.Failed(StoppedErrors.Host, $"The pool was stopped, and the task did not end in the {options.GracefulShutdown.TotalSeconds:0.###} s that it waited.")
                : slot.Verdict ?? new WorkerOutcome.Failed(
                    FailureCodes.Crashed, $"{slot.Id} (process {slot.Pid}) ended with {ExitText(code)} while it ran the task.");
        EndTask(slot, task, outcome, (now - task.StartedAt).TotalMilliseconds, now);
    }

    private void EndTask(Slot slot, PoolTask task, WorkerOutcome outcome, double durationMs, TimeSpan now)
    {
        task.IsOver = true;
        task.On = null;
        task.Token = null;
        effects.Add(new PoolEffect.Settle(task, outcome));
        switch (outcome)
        {
            case WorkerOutcome.Completed:
                Counters.Completed++;
                Counters.Worked += now - task.StartedAt;
                if (Observed)
                    Tell(new WorkerPoolEvent(WorkerPoolEvents.TaskCompleted) { TaskId = task.Id, WorkerId = slot.Id, Duration = durationMs, WorkerReused = task.Reused });
                break;
            case WorkerOutcome.Failed failed:
                Counters.Failed++;
                Counters.Worked += now - task.StartedAt;
                Tell(new WorkerPoolEvent(WorkerPoolEvents.TaskFailed)
                {
                    TaskId = task.Id, WorkerId = slot.Id, Duration = durationMs, Error = failed.Code, Message = failed.Message, Retried = failed.Retryable,
                });
                break;
            case WorkerOutcome.Cancelled:
                Counters.Cancelled++;
                break;
        }
    }

    private void AfterTask(Slot slot, TimeSpan now)
    {
        if (slot.State == WorkerState.ShuttingDown)
        {
            // Told already: it goes by itself now.
            slot.EscalateAt ??= now + options.StopGrace;
            return;
        }

        if (options.RecycleAfterTasks > 0 && slot.TasksExecuted >= options.RecycleAfterTasks)
            slot.Recycle ??= $"it has executed {slot.TasksExecuted} tasks";
        if (slot.Recycle is not null)
        {
            BeginShutdown(slot, now);
            return;
        }

        slot.State = WorkerState.Ready;
        Dispatch(now);
    }

    private static string ExitText(int code) => code > 128 ? $"signal {code - 128}" : $"exit code {code}";
}
