using MassTransit;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>What the state machine does: each verb changes the saga's data and says what is to be emitted, and does nothing else.</summary>
internal sealed partial class TaskVerbs(TaskPolicies policies, IOptions<TaskOptions> options, Random random)
{
    private static readonly TimeSpan LongestExecution = TimeSpan.FromMilliseconds(SubmissionRules.MaxTimeoutMs);

    public void AcceptPlaced(BehaviorContext<TaskSaga, TaskSubmission> c)
    {
        var placed = (PlaceResult.Placed)c.Message.Place!;
        Accept(c, placed.Sequence);
        HoldSlot(c, placed.Lease, null, c.Message.ChoiceTime.TotalMilliseconds);
        Answer(c, c.Message.Order.Warnings, TaskStates.Placed);
    }

    public void AcceptParked(BehaviorContext<TaskSaga, TaskSubmission> c)
    {
        Accept(c, ((PlaceResult.NoSlot)c.Message.Place!).Sequence);
        Wait(c, WaitReasons.NoCapacity);
        Answer(c, c.Message.Order.Warnings, TaskStates.Parked);
    }

    public void TakeSlot(BehaviorContext<TaskSaga, SlotGranted> c)
    {
        if (c.Saga.Lease is { } old)
            Effects(c).Emit(new Emission.RevokeAtTarget(old.Address, old.TargetId, old.Token));
        Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.ConfirmGrant(c.Message.Lease.Token)));
        HoldSlot(c, c.Message.Lease, null);
    }

    /// <summary>A grant for an attempt that no longer waits, or waits no longer for this one: its slot goes on to the next.</summary>
    public void GiveBackStaleGrant(BehaviorContext<TaskSaga, SlotGranted> c)
    {
        if (!c.Saga.Holds(c.Message.Lease.Token))
            Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.Release(c.Message.Lease.Token)));
    }

    /// <summary>
    /// Placement forgets the lease, if it is still current, and the target hears of it by its next heartbeat: neither slot nor lease lives
    /// on for a report that nobody takes.
    /// </summary>
    public void RefuseStale<T>(BehaviorContext<TaskSaga, T> c)
        where T : class, ILeaseBearer
    {
        Effects(c).Answer = new StaleReport(c.Saga.CurrentState, c.Saga.Reason);
        // A report may name this task and the token of another.
        if (!AttemptId.TryParse(c.Message.Token, out var attempt) || attempt.Value.TaskId != c.Saga.Id)
            return;
        Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.Release(c.Message.Token)));
        // If it was this very attempt's, its place in the lane was passed over.
        if (c.Saga.CurrentState == TaskStates.Parked && attempt == c.Saga.AttemptId)
            Effects(c).Emit(ToLane(c.Saga));
    }

    /// <summary>The lease stays with its holder, so nothing is released.</summary>
    public void RefuseForeign<T>(BehaviorContext<TaskSaga, T> c)
        where T : class, IReportEvent => Effects(c).Answer = new ForeignReport(c.Message.Reporter!, c.Saga.Lease!.TargetId);

    public void AssertParked(BehaviorContext<TaskSaga> c)
    {
        var saga = c.Saga;
        if (saga.Course is { } course && policies.For(saga.Kind).Reconsider(course, saga.Requirements()) is { } changed)
        {
            // Out of its old lane first: placement passes over the parking of what waits already.
            Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.Unpark(saga.AttemptId)));
            saga.Course = changed;
            Describe(c, changed.Why);
        }

        Effects(c).Emit(ToLane(saga));
        AskLater(c);
    }

    public void AssertLease(BehaviorContext<TaskSaga> c)
    {
        if (c.Saga.Lease is { } lease)
            Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.AssertLease(lease.Token)));
        AskLater(c);
    }

    public void AskLater(BehaviorContext<TaskSaga> c) => Effects(c).SetTimer(TaskTimers.Ask, options.Value.AskInterval);

    public void SendAgain(BehaviorContext<TaskSaga> c) => Effects(c).Emit(ToTarget(c.Saga));

    public void Start(BehaviorContext<TaskSaga, AttemptStarted> c)
    {
        var effects = Effects(c);
        (c.Saga.StartedAt, c.Saga.StartedOnTarget) = (effects.Now, c.Message.At);
        var grace = c.Saga.Course is not null && c.Saga.IsInPool() ? options.Value.PoolGrace : options.Value.TimeoutGrace;
        effects.SetTimer(TaskTimers.Timeout, TimeSpan.FromMilliseconds(c.Saga.ExecutionTimeoutMs()) + grace);
        effects.Emit(Event(c.Saga, effects, new TaskStarted { TargetId = c.Saga.Lease!.TargetId }));
        Describe(c, null);
    }

    public void WaitAgainAfterLoss(BehaviorContext<TaskSaga> c)
    {
        c.Saga.Lease = null;
        Wait(c, WaitReasons.LeaseExpired);
    }

    public void WaitAgainAfterReturn(BehaviorContext<TaskSaga, AttemptReturned> c)
    {
        Release(c, returned: true);
        Wait(c, $"{WaitReasons.Returned}: {c.Message.Reason}");
    }

    public void WaitForRetrySlot(BehaviorContext<TaskSaga> c)
    {
        (c.Saga.RetryAt, c.Saga.RetryWhy) = (null, null);
        Wait(c, WaitReasons.RetryDue);
    }

    public void Complete(BehaviorContext<TaskSaga, AttemptSucceeded> c)
    {
        var effects = Effects(c);
        Measure(c, c.Message.At);
        var duration = c.Saga.StartedAt is { } started ? (long)(effects.Now - started).TotalMilliseconds : 0;
        var (target, session) = (c.Saga.Lease!.TargetId, c.Saga.Lease.Session);
        effects.Result = c.Message.Result;
        EndAttempt(c, "succeeded", null);
        Describe(c, null, target);
        Release(c, success: true);
        effects.Emit(Event(c.Saga, effects, new TaskCompleted
        {
            TargetId = target, DurationMs = Math.Max(0, duration), SessionId = session, BatchId = c.Saga.BatchId,
        }));
        End(c, TaskStates.Completed, null);
    }

    public void CancelWaiting(BehaviorContext<TaskSaga, CancelTask> c)
    {
        Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.Unpark(c.Saga.AttemptId)));
        EndCancelled(c);
    }

    public void CancelHolding(BehaviorContext<TaskSaga, CancelTask> c)
    {
        EndAttempt(c, "cancelled", null);
        var session = c.Saga.Lease?.Session;
        Revoke(c);
        EndCancelled(c, session);
    }

    /// <summary>An acquired slot: send the attempt to its target.</summary>
    private void HoldSlot(BehaviorContext<TaskSaga> c, SlotLease lease, string? reason, double? routingMs = null)
    {
        var effects = Effects(c);
        c.Saga.Lease = lease;
        (c.Saga.LastTarget, c.Saga.LastSession) = (lease.TargetId, lease.Session);
        c.Saga.StartedAt = null;
        effects.SetTimer(TaskTimers.Ask, options.Value.AskInterval);
        effects.Emit(ToTarget(c.Saga));
        effects.Emit(Event(c.Saga, effects, new TaskPlaced
        {
            TargetId = lease.TargetId, SessionId = lease.Session, Classification = c.Saga.Course?.Classification, RoutingMs = c.Saga.Course is null ? null : routingMs,
        }));
        Describe(c, reason);
    }

    private void Wait(BehaviorContext<TaskSaga> c, string reason)
    {
        var effects = Effects(c);
        c.Saga.Lease = null;
        c.Saga.StartedAt = null;
        effects.ClearTimer(TaskTimers.Timeout);
        effects.SetTimer(TaskTimers.Ask, options.Value.AskInterval);
        effects.Emit(ToLane(c.Saga));
        effects.Emit(Event(c.Saga, effects, new TaskParked { Reason = reason }));
        Describe(c, reason);
    }

    private static void EndCancelled(BehaviorContext<TaskSaga, CancelTask> c, string? session = null)
    {
        var effects = Effects(c);
        var reason = c.Message.Reason;
        Describe(c, reason);
        effects.Emit(Event(c.Saga, effects, new TaskCancelled { Reason = reason, SessionId = session }));
        End(c, TaskStates.Cancelled, reason);
        effects.Answer = new CommandDone { Command = nameof(CancelTask), TaskId = c.Saga.Id, State = TaskStates.Cancelled, Changed = true };
    }

    /// <param name="isTold">False: who ends it tells its run.</param>
    private static void End(BehaviorContext<TaskSaga> c, string state, string? reason, bool isTold = true)
    {
        var saga = c.Saga;
        if (isTold && saga.Origin is { } origin)
            Effects(c).Emit(new Emission.ToWorkflow(origin, TaskNodes.EndOf(saga, state, reason, Effects(c).Now)));
        saga.EndedAt = Effects(c).Now;
        if (saga.BatchId is { } batch)
            Effects(c).Emit(new Emission.ToBatches(new BatchNote.End(batch, saga.Id, EndOf(saga, state, reason))));
        if (saga.Dependents is { Count: > 0 } dependents)
            Effects(c).Emit(new Emission.ToTasks([.. dependents.Select(task => new TaskNote.Ended(task, saga.Id, state, WhyEnded(saga, state, reason)))]));
        saga.Dependents = null;
        saga.Lease = null;
        (saga.RetryAt, saga.RetryWhy) = (null, null);
        saga.Reason = reason;
        if (saga.ReplyTo is { } reply)
            Effects(c).Emit(new Emission.ToCaller(reply, new TaskEnded { TaskId = saga.Id, State = state, Reason = reason }));
    }

    /// <param name="success">How the execution ended; null when it was not left to come to an end of its own.</param>
    /// <param name="error">Of one that failed.</param>
    /// <param name="returned">By its target, which has not begun.</param>
    private static void Release(BehaviorContext<TaskSaga> c, bool? success = null, string? error = null, bool returned = false)
    {
        if (c.Saga.Lease is { } lease)
            Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.Release(lease.Token, success is { } known ? OutcomeOf(c, known, error) : null, returned)));
        c.Saga.Lease = null;
        Effects(c).ClearTimer(TaskTimers.Timeout);
    }

    /// <summary>
    /// Start and end often come in one message, so that the time between hearing of the two says nothing. How long the execution took
    /// the target's clock tells, however wrong it is; when it was, ours.
    /// </summary>
    private static void Measure(BehaviorContext<TaskSaga> c, DateTimeOffset? ended)
    {
        var (saga, now) = (c.Saga, Effects(c).Now);
        if (saga.StartedAt is { } heard && ended - saga.StartedOnTarget is { } took && took > now - heard && took <= LongestExecution)
            saga.StartedAt = now - took;
    }

    private static AttemptOutcome OutcomeOf(BehaviorContext<TaskSaga> c, bool success, string? error)
    {
        // Its end overtook its start: it has been placed for at least as long.
        var took = Effects(c).Now - (c.Saga.StartedAt ?? c.Saga.ChangedAt);
        return new AttemptOutcome(success, took > TimeSpan.Zero ? took : TimeSpan.Zero, c.Saga.Course is { Classification: not null } course ? course.Route : null, error);
    }

    /// <summary>Takes the right away first, then tells the target.</summary>
    private static void Revoke(BehaviorContext<TaskSaga> c)
    {
        var lease = c.Saga.Lease;
        Release(c);
        if (lease is not null)
            Effects(c).Emit(new Emission.RevokeAtTarget(lease.Address, lease.TargetId, lease.Token));
    }

    private static void EndAttempt(BehaviorContext<TaskSaga> c, string outcome, TaskError? error)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        effects.Appends.Add(new CollectionAppend(TaskCollections.Attempts, TaskCollections.Write(new AttemptRecord(
            saga.Run, saga.Attempt, saga.Lease?.TargetId, saga.StartedAt, effects.Now, outcome, error?.Type, error?.Message, error?.Stack, error?.InstanceId,
            saga.Course?.Recovery?.Strategy))));
    }

    private static void Describe(BehaviorContext<TaskSaga> c, string? reason, string? target = null) =>
        Effects(c).Describe(c.Saga.Attempt, target ?? c.Saga.Lease?.TargetId, reason);

    private static Emission.ToPlacement ToLane(TaskSaga saga) => new(new PlacementRequest.Park(
        saga.AttemptId, saga.Requirements(), saga.Client, saga.Rank, saga.Sequence));

    private static Emission.ToTarget ToTarget(TaskSaga saga) => new(saga.Lease!.Address, saga.Lease.TargetId, new ExecuteTask
    {
        TaskId = saga.Id,
        Client = saga.Client,
        Kind = saga.Kind,
        Operation = saga.Operation,
        Attempt = saga.Attempt,
        Run = saga.Run,
        LeaseToken = saga.Lease.Token,
        IdempotencyKey = saga.IdempotencyKey ?? saga.Origin?.EffectKey ?? (saga.Course is { Once: true } or { IsKeyed: true } ? saga.Id : null),
        Repeatable = saga.Course?.Once == true ? false : null,
        BatchId = saga.BatchId,
        TimeoutMs = saga.ExecutionTimeoutMs(),
        Rank = saga.Rank,
        SessionId = saga.Lease.Session,
        AcceptedAt = saga is { Run: 0, Attempt: 1 } ? saga.SubmittedAt : null,
        Recovery = saga.Course?.Recovery,
    });

    private static SagaEffects Effects(BehaviorContext<TaskSaga> c) => c.GetPayload<SagaEffects>();

    private static Emission.ToListeners Event(TaskSaga saga, SagaEffects effects, TaskEvent e) => new(e with
    {
        TaskId = saga.Id,
        Client = saga.Client,
        Kind = saga.Kind,
        Operation = saga.Operation,
        Version = effects.NewVersion,
        Attempt = saga.Attempt,
        At = effects.Now,
    });
}
