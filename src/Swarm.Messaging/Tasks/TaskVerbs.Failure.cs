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
        FailWith(c, new TaskError("timeout", $"The execution on {lease.TargetId} did not end within {c.Saga.ExecutionTimeoutMs()} ms of its start and did not say so itself."));
        Effects(c).Emit(new Emission.RevokeAtTarget(lease.Address, lease.TargetId, lease.Token));
    }

    public void FailByRefusal(BehaviorContext<TaskSaga, AttemptRefused> c) =>
        FailWith(c, new TaskError("refused", c.Message.Reason, null, false), refused: true);

    public void GiveUpWaiting(BehaviorContext<TaskSaga> c)
    {
        Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.Unpark(c.Saga.AttemptId)));
        GiveUp(c, DeadLetterReasons.DeadlineExceeded, DeadlineError(c.Saga), null);
    }

    public void GiveUpHolding(BehaviorContext<TaskSaga> c)
    {
        var error = DeadlineError(c.Saga);
        EndAttempt(c, "failed", error);
        var (target, session) = (c.Saga.Lease?.TargetId, c.Saga.Lease?.Session);
        Revoke(c);
        GiveUp(c, DeadLetterReasons.DeadlineExceeded, error, target, session);
    }

    private void FailWith(BehaviorContext<TaskSaga> c, TaskError error, bool refused = false, AskedRest? retryAfter = null)
    {
        var (saga, lease) = (c.Saga, c.Saga.Lease);
        EndAttempt(c, refused ? "refused" : "failed", error);
        // Neither a stop nor the limit of a service is the fault of who was stopped or refused.
        Release(c, StoppedErrors.Has(error.Type) || error.Type == FailedExecution.RateLimited ? null : false, error.Type);
        (saga.LastErrorType, saga.LastError) = (error.Type, error.Message);
        var policy = policies.For(saga.Kind);
        var failed = new FailedExecution(
            saga.Kind, saga.Tags, saga.Retry, saga.Attempt, saga.Rank, saga.Course, lease?.TargetId ?? saga.LastTarget, lease?.Type, error, refused, random.NextDouble())
        {
            Spared = saga.Spared, MaySpare = saga.Spared < options.Value.MaxRateLimited, RetryAfter = retryAfter?.Kept,
            IsWhole = saga.BatchId is { } batch && policy.Whole(batch) == saga.Id,
        };
        switch (policy.After(failed))
        {
            case FailureDecision.GiveUp giveUp:
                saga.Course = giveUp.Course ?? saga.Course;
                GiveUp(c, giveUp.Reason, giveUp.Error ?? error, failed.TargetId, lease?.Session);
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

    private void ScheduleRetry(BehaviorContext<TaskSaga> c, FailureDecision.Retry retry, TaskError error, string? target, string? session)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        effects.Emit(Event(saga, effects, new TaskRetryScheduled
        {
            TargetId = target, SessionId = session, ErrorType = error.Type, Message = error.Message, DelayMs = (long)retry.Delay.TotalMilliseconds,
            MaxAttempts = saga.Retry.MaxAttempts, InstanceId = error.InstanceId, Recovery = saga.Course?.Recovery,
        }));
        ExecuteAgain(c, retry.Delay, WaitReasons.RetryDue, target, string.Join(", ", new[] { error.Type, retry.Change, saga.RetryWhy }.OfType<string>()));
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
        "deadline_exceeded", $"The task did not end within {saga.DeadlineMs} ms of its acceptance.", null, false);
}
