using MassTransit;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Tasks;

/// <summary>How an execution fails, and how a task is given up.</summary>
internal sealed partial class TaskVerbs
{
    public void Fail(BehaviorContext<TaskSaga, AttemptFailed> c)
    {
        Measure(c, c.Message.At);
        FailWith(c, c.Message.Error, retryAfter: c.Message.RetryAfter);
    }

    /// <summary>The target vanished with the attempt; a task that kills its host ends after its attempts.</summary>
    public void FailByLoss(BehaviorContext<TaskSaga> c)
    {
        var target = c.Saga.Lease?.TargetId;
        FailWith(c, new TaskError(FailedExecution.LeaseLost, $"The target {target} stopped renewing the lease of this execution: it died, hung, or lost its connection."));
    }

    public void FailByTimeout(BehaviorContext<TaskSaga> c)
    {
        var lease = c.Saga.Lease!;
        FailWith(c, new TaskError(InDoubtErrors.Timeout, $"The execution on {lease.TargetId} did not end within {c.Saga.ExecutionTimeoutMs()} ms of its start and did not say so itself."));
        Effects(c).Emit(new Emission.RevokeAtTarget(lease.Address, lease.TargetId, lease.Token));
    }

    public void FailByRefusal(BehaviorContext<TaskSaga, AttemptRefused> c) =>
        FailWith(c, new TaskError("refused", c.Message.Reason, null, false), refused: true);

    public void GiveUpWaiting(BehaviorContext<TaskSaga> c)
    {
        Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.Unpark(c.Saga.AttemptId)));
        var (reason, error) = AtDeadline(c.Saga);
        GiveUp(c, reason, error, null);
    }

    public void GiveUpHolding(BehaviorContext<TaskSaga> c)
    {
        EndAttempt(c, "failed", DeadlineError(c.Saga));
        var (reason, error) = AtDeadline(c.Saga);
        var (target, session) = (c.Saga.Lease?.TargetId, c.Saga.Lease?.Session);
        Revoke(c);
        GiveUp(c, reason, error, target, session);
    }

    /// <summary>What has begun, and is cut off or was never heard of again, may have taken effect.</summary>
    private (string Reason, TaskError Error) AtDeadline(TaskSaga saga)
    {
        var error = DeadlineError(saga);
        var isRunning = saga.CurrentState == TaskStates.Running;
        return (isRunning || saga.Doubt is not null)
            && policies.For(saga.Kind).After(Failed(saga, error with { InDoubt = isRunning ? true : null })) is FailureDecision.GiveUp { Reason: DeadLetterReasons.NeedsReview } review
            ? (review.Reason, review.Error ?? error)
            : (DeadLetterReasons.DeadlineExceeded, error);
    }

    private void FailWith(BehaviorContext<TaskSaga> c, TaskError error, bool refused = false, AskedRest? retryAfter = null)
    {
        var (saga, lease) = (c.Saga, c.Saga.Lease);
        var failed = Failed(saga, error, refused, retryAfter);
        EndAttempt(c, refused ? "refused" : "failed", error);
        // Neither a stop nor the limit of a service is the fault of who was stopped or refused.
        Release(c, StoppedErrors.Has(error.Type) || error.Type == FailedExecution.RateLimited ? null : false, error.Type);
        var told = LastErrors.Told(error, saga.LastErrorType, saga.LastError);
        (saga.LastErrorType, saga.LastError, saga.Doubt) = (told.Type, told.Message, failed.DoubtAfter);
        switch (policies.For(saga.Kind).After(failed))
        {
            case FailureDecision.GiveUp giveUp:
                saga.Course = giveUp.Course ?? saga.Course;
                GiveUp(c, giveUp.Reason, giveUp.Error ?? told, failed.TargetId, lease?.Session);
                break;
            case FailureDecision.Retry retry:
                saga.Course = retry.Course ?? saga.Course;
                saga.Rank = retry.Rank ?? saga.Rank;
                saga.Spared += retry.Spares ? 1 : 0;
                saga.RetryWhy = retryAfter is not null && retry.Delay == retryAfter.Kept ? retryAfter.ToString() : null;
                ScheduleRetry(c, retry, error, failed.TargetId, lease?.Session);
                break;
            case FailureDecision.Reroute reroute:
                saga.Course = reroute.Course;
                Reroute(c, reroute, error, lease?.TargetId);
                break;
        }
    }

    /// <summary>Before its lease is let go.</summary>
    private FailedExecution Failed(TaskSaga saga, TaskError error, bool refused = false, AskedRest? retryAfter = null) => new(
        saga.Kind, saga.Tags, saga.Retry, saga.Attempt, saga.Rank, saga.Course, saga.Lease?.TargetId ?? saga.LastTarget, saga.Lease?.Type, error, refused, random.NextDouble())
    {
        Spared = saga.Spared, MaySpare = saga.Spared < options.Value.MaxRateLimited, RetryAfter = retryAfter?.Kept, Doubt = saga.Doubt,
        IsWhole = saga.BatchId is { } batch && policies.For(saga.Kind).Whole(batch) == saga.Id,
    };

    private void ScheduleRetry(BehaviorContext<TaskSaga> c, FailureDecision.Retry retry, TaskError error, string? target, string? session)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        effects.Emit(Event(saga, effects, new TaskRetryScheduled
        {
            TargetId = target, SessionId = session, ErrorType = error.Type, Message = error.Message, DelayMs = (long)retry.Delay.TotalMilliseconds,
            MaxAttempts = saga.Retry.MaxAttempts + saga.Spared, InstanceId = error.InstanceId, Recovery = saga.Course?.Recovery,
        }));
        ExecuteAgain(c, retry.Delay, WaitReasons.RetryDue, target, string.Join(", ", new[] { error.Type, retry.Spares ? "which does not count" : null, retry.Change, saga.RetryWhy }.OfType<string>()));
    }

    private void Reroute(BehaviorContext<TaskSaga> c, FailureDecision.Reroute reroute, TaskError error, string? target)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        effects.Emit(Event(saga, effects, new TaskRerouted
        {
            TargetId = target, Cause = reroute.Cause, FallbackType = reroute.Course.FallbackType, ErrorType = error.Type, Message = error.Message,
            InstanceId = error.InstanceId, DelayMs = (long)reroute.Delay.TotalMilliseconds,
        }));
        ExecuteAgain(c, reroute.Delay, reroute.Cause, target, $"{error.Type}, {reroute.Cause}: {reroute.Course.Why}");
    }

    private void ExecuteAgain(BehaviorContext<TaskSaga> c, TimeSpan delay, string waitReason, string? target, string why)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        var failed = saga.Attempt;
        saga.Attempt++;
        saga.StartedAt = null;
        if (delay <= TimeSpan.Zero)
        {
            Wait(c, waitReason);
        }
        else
        {
            saga.RetryAt = effects.Now + delay;
            effects.SetTimer(TaskTimers.Retry, delay);
            effects.SetTimer(TaskTimers.Ask, delay + options.Value.AskInterval);
        }

        effects.Describe(failed, target, $"{why}: next execution in {delay.TotalSeconds:0.###} s");
    }

    private static void GiveUp(BehaviorContext<TaskSaga> c, string reason, TaskError error, string? target, string? session = null)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        (saga.LastErrorType, saga.LastError) = (error.Type, error.Message);
        effects.Emit(Event(saga, effects, new TaskDeadLettered { Reason = reason, TargetId = target, SessionId = session, ErrorType = error.Type, Message = error.Message }));
        End(c, TaskStates.DeadLettered, reason);
        effects.Describe(saga.Attempt, target, $"{reason}: {error.Type}");
    }

    private static TaskError DeadlineError(TaskSaga saga) => new(
        DeadLetterReasons.DeadlineExceeded, $"The task did not end within {saga.DeadlineMs} ms of its acceptance.", null, false);
}
