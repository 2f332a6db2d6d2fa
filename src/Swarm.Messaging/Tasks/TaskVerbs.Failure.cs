using MassTransit;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <summary>How an execution fails, and how a task is given up.</summary>
internal sealed partial class TaskVerbs
{
    public void Fail(BehaviorContext<TaskSaga, AttemptFailed> c) => FailWith(c, c.Message.Error);

    /// <summary>The target vanished with the attempt; a task that kills its host ends after its attempts.</summary>
    public void FailByLoss(BehaviorContext<TaskSaga> c)
    {
        var target = c.Saga.Lease?.TargetId;
        FailWith(c, new TaskError("lease_lost", $"The target {target} stopped renewing the lease of this execution: it died, hung, or lost its connection."));
    }

    public void FailByTimeout(BehaviorContext<TaskSaga> c)
    {
        var lease = c.Saga.Lease!;
        FailWith(c, new TaskError("timeout", $"The execution on {lease.TargetId} did not end within {c.Saga.TimeoutMs} ms of its start and did not say so itself."));
        Effects(c).Emit(new Emission.RevokeAtTarget(lease.Address, lease.TargetId, lease.Token));
    }

    public void GiveUpRefused(BehaviorContext<TaskSaga, AttemptRefused> c)
    {
        var error = new TaskError("refused", c.Message.Reason, null, false);
        EndAttempt(c, "refused", error);
        var target = c.Saga.Lease?.TargetId;
        Release(c);
        GiveUp(c, DeadLetterReasons.RejectedByTarget, error, target);
    }

    public void GiveUpWaiting(BehaviorContext<TaskSaga> c)
    {
        Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.Unpark(c.Saga.AttemptId)));
        GiveUp(c, DeadLetterReasons.DeadlineExceeded, DeadlineError(c.Saga), null);
    }

    public void GiveUpHolding(BehaviorContext<TaskSaga> c)
    {
        var error = DeadlineError(c.Saga);
        EndAttempt(c, "failed", error);
        var target = c.Saga.Lease?.TargetId;
        Revoke(c);
        GiveUp(c, DeadLetterReasons.DeadlineExceeded, error, target);
    }

    private void FailWith(BehaviorContext<TaskSaga> c, TaskError error)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        var target = saga.Lease?.TargetId;
        EndAttempt(c, "failed", error);
        Release(c);
        (saga.LastErrorType, saga.LastError) = (error.Type, error.Message);
        switch (FailureDecision.After(saga.Retry, saga.Attempt, saga.Rank, error, random.NextDouble()))
        {
            case FailureDecision.GiveUp giveUp:
                GiveUp(c, giveUp.Reason, error, target);
                break;
            case FailureDecision.Retry retry:
                ScheduleRetry(c, retry.Delay, error, target);
                break;
        }
    }

    private void ScheduleRetry(BehaviorContext<TaskSaga> c, TimeSpan delay, TaskError error, string? target)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        effects.Emit(Event(saga, effects, new TaskRetryScheduled
        {
            TargetId = target, ErrorType = error.Type, Message = error.Message, DelayMs = (long)delay.TotalMilliseconds,
        }));
        var failed = saga.Attempt;
        saga.Attempt++;
        saga.StartedAt = null;
        if (delay <= TimeSpan.Zero)
        {
            Wait(c, WaitReasons.RetryDue);
        }
        else
        {
            saga.RetryAt = effects.Now + delay;
            effects.SetTimer(TaskTimers.Retry, delay);
            effects.SetTimer(TaskTimers.Ask, delay + options.Value.AskInterval);
        }

        effects.Describe(failed, target, $"{error.Type}: next execution in {delay.TotalSeconds:0.###} s");
    }

    private static void GiveUp(BehaviorContext<TaskSaga> c, string reason, TaskError error, string? target)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        (saga.LastErrorType, saga.LastError) = (error.Type, error.Message);
        effects.Emit(Event(saga, effects, new TaskDeadLettered { Reason = reason, TargetId = target, ErrorType = error.Type, Message = error.Message }));
        End(c, TaskStates.DeadLettered, reason);
        effects.Describe(saga.Attempt, target, $"{reason}: {error.Type}");
    }

    private static TaskError DeadlineError(TaskSaga saga) => new(
        "deadline_exceeded", $"The task did not end within {saga.DeadlineMs} ms of its acceptance.", null, false);
}
