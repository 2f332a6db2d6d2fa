using MassTransit;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <summary>
/// A task's life. Late and duplicate messages are ordinary: whatever a target says counts only under the token the task holds
/// (<see cref="Held{T}"/>), and grants only for the attempt that waits.
/// </summary>
internal sealed partial class TaskStateMachine : MassTransitStateMachine<TaskSaga>
{
    public TaskStateMachine(TaskVerbs verbs)
    {
        InstanceState(x => x.CurrentState);
        Correlate();

        Initially(
            When(Submitted, c => c.Message.Place is PlaceResult.Placed).Then(verbs.AcceptPlaced).TransitionTo(Placed),
            When(Submitted, c => c.Message.Place is PlaceResult.NoSlot).Then(verbs.AcceptParked).TransitionTo(Parked),
            When(Submitted, c => c.Message is { Place: null, Order.Hold.Blocks: true }).Then(verbs.AcceptBlocked).TransitionTo(Blocked),
            When(Submitted, c => c.Message is { Place: null, Order.Hold.Blocks: false }).Then(verbs.AcceptBatched).TransitionTo(Batched),
            When(Withheld).Then(verbs.Withhold).TransitionTo(Cancelled));

        During(Blocked,
            When(Dependency).Then(verbs.MeetDependency).TransitionAsHeld(this),
            When(Approve).Then(verbs.TakeApproval).TransitionAsHeld(this),
            When(Ask).Then(verbs.AskBlocked),
            Ignore(Enlisted), Ignore(Item));

        During(Batched,
            When(Enlisted, c => c.Saga.BatchId is null || c.Saga.BatchId == c.Message.BatchId).Then(verbs.Enlist),
            When(Enlisted, c => c.Saga.BatchId is not null && c.Saga.BatchId != c.Message.BatchId).Then(verbs.AnswerEnlisting),
            When(Item, c => c.Saga.BatchId == c.Message.BatchId && c.Message.Error is null).Then(verbs.CompleteItem).TransitionTo(Completed),
            When(Item, c => c.Saga.BatchId == c.Message.BatchId && c.Message.Error is not null).Then(verbs.FailItem).TransitionAsDecided(this),
            When(Ask).Then(verbs.AskBatched),
            Ignore(Dependency));

        // A run that is paused begins nothing more: what has not begun waits with it, at its place in the queue if it had one.
        During(Parked, When(Paused, c => Unbegun(c.Saga, c.Message.Origin)).Then(verbs.WaitWithRun).TransitionTo(Blocked));
        During(Batched, When(Paused, c => c.Saga.BatchId is null && Unbegun(c.Saga, c.Message.Origin)).Then(verbs.WaitWithRun).TransitionTo(Blocked));
        During(Blocked,
            When(Paused, c => Unbegun(c.Saga, c.Message.Origin)).Then(verbs.WaitWithRun),
            When(Resumed, c => Waits(c.Saga, c.Message.Origin)).Then(verbs.GoOnWithRun).TransitionAsResumed(this),
            When(Left, c => Waits(c.Saga, c.Message.Origin)).Then(verbs.EndWithRun).TransitionTo(Cancelled));
        During([Placed, Running, RetryScheduled, Completed, Cancelled, DeadLettered],
            Ignore(Paused));
        During([Batched, Parked, Placed, Running, RetryScheduled, Completed, Cancelled, DeadLettered],
            Ignore(Resumed), Ignore(Left));

        During(Blocked, Batched,
            When(Released, Wanted).Then(verbs.EnterQueue).IfElse(
                c => c.Saga.Lease is not null,
                placed => placed.TransitionTo(Placed),
                parked => parked.TransitionTo(Parked)),
            When(Released, c => !Wanted(c)).Then(verbs.AnswerRelease),
            When(Cancel).Then(verbs.CancelHeld).TransitionTo(Cancelled),
            When(Deadline, c => c.Saga.PausedAt is null).Then(verbs.GiveUpHeld).TransitionTo(DeadLettered),
            When(Granted).Then(verbs.GiveBackStaleGrant),
            Ignore(Started), Ignore(Lost), Ignore(Resend), Ignore(Retry), Ignore(Timeout));

        During([Batched, Parked, Placed, Running, RetryScheduled, Completed, Cancelled, DeadLettered],
            When(Approve).Then(verbs.AnswerApproval));

        During([Parked, Placed, Running, RetryScheduled, Completed, Cancelled, DeadLettered],
            When(Released).Then(verbs.AnswerRelease),
            When(Enlisted).Then(verbs.AnswerEnlisting),
            Ignore(Dependency), Ignore(Item));

        During([Blocked, Batched, Parked, Placed, Running, RetryScheduled],
            When(Dependent).Then(verbs.AddDependent));

        During(Completed, Cancelled, DeadLettered,
            When(Dependent).Then(verbs.TellDependent));

        // The token alone proves nothing: whoever saw a message of the target knows it.
        During(Placed, When(Started, Foreign).Then(verbs.RefuseForeign));
        During([Placed, Running],
            When(Succeeded, Foreign).Then(verbs.RefuseForeign),
            When(Failed, Foreign).Then(verbs.RefuseForeign), When(Refused, Foreign).Then(verbs.RefuseForeign),
            When(Returned, Foreign).Then(verbs.RefuseForeign));

        // An end under another lease than the one held: refused, and that lease need not be kept any longer. Before what takes an end: after
        // it no lease is held, and each binding looks for itself.
        During([Blocked, Batched, Parked, Placed, Running, RetryScheduled, Completed, Cancelled, DeadLettered],
            When(Succeeded, Stale).Then(verbs.RefuseStale), When(Failed, Stale).Then(verbs.RefuseStale),
            When(Refused, Stale).Then(verbs.RefuseStale), When(Returned, Stale).Then(verbs.RefuseStale));

        During(Parked,
            When(Granted, c => c.Message.Attempt == c.Saga.AttemptId).Then(verbs.TakeSlot).TransitionTo(Placed),
            When(Granted, c => c.Message.Attempt != c.Saga.AttemptId).Then(verbs.GiveBackStaleGrant),
            When(Ask).Then(verbs.AssertParked),
            When(Cancel).Then(verbs.CancelWaiting).TransitionTo(Cancelled),
            When(Deadline).Then(verbs.GiveUpWaiting).TransitionTo(DeadLettered),
            Ignore(Started), Ignore(Lost), Ignore(Resend), Ignore(Retry), Ignore(Timeout));

        During(Placed,
            When(Started, Held).Then(verbs.Start).TransitionTo(Running),
            // The started report was overtaken by the end.
            When(Succeeded, Held).Then(verbs.Complete).TransitionTo(Completed),
            When(Resend, Held).Then(verbs.SendAgain),
            When(Lost, c => c.Saga.Holds(c.Message.Token) && !c.Message.Started).Then(verbs.WaitAgainAfterLoss).TransitionTo(Parked),
            // Placement keeps one record per attempt: a newer grant says that the slot held before is gone. An older one was held up on its way.
            When(Granted, Newer).Then(verbs.TakeSlot),
            When(Granted, c => !Newer(c)).Then(verbs.GiveBackStaleGrant));

        During(Running,
            When(Succeeded, Held).Then(verbs.Complete).TransitionTo(Completed),
            When(Granted).Then(verbs.GiveBackStaleGrant),
            Ignore(Started), Ignore(Resend));

        During(Placed, Running,
            When(Failed, Held).Then(verbs.Fail).TransitionAsDecided(this),
            When(Refused, Held).Then(verbs.FailByRefusal).TransitionAsDecided(this),
            When(Returned, Held).Then(verbs.WaitAgainAfterReturn).TransitionTo(Parked),
            When(Lost, c => c.Saga.Holds(c.Message.Token) && Begun(c)).Then(verbs.FailByLoss).TransitionAsDecided(this),
            When(Timeout).Then(verbs.FailByTimeout).TransitionAsDecided(this),
            When(Ask).Then(verbs.AssertLease),
            When(Cancel).Then(verbs.CancelHolding).TransitionTo(Cancelled),
            When(Deadline).Then(verbs.GiveUpHolding).TransitionTo(DeadLettered),
            Ignore(Retry));

        During(RetryScheduled,
            When(Retry).Then(verbs.WaitForRetrySlot).TransitionTo(Parked),
            When(Cancel).Then(verbs.CancelWaiting).TransitionTo(Cancelled),
            When(Deadline).Then(verbs.GiveUpWaiting).TransitionTo(DeadLettered),
            When(Granted).Then(verbs.GiveBackStaleGrant),
            When(Ask).Then(verbs.AskLater),
            Ignore(Started), Ignore(Lost), Ignore(Resend), Ignore(Timeout));

        During(DeadLettered,
            When(Replay).IfElse(
                c => c.Message.Run == c.Saga.Run + 1,
                next => next.Then(verbs.BeginReplay).IfElse(
                    c => c.Saga.Lease is not null,
                    placed => placed.TransitionTo(Placed),
                    parked => parked.TransitionTo(Parked)),
                raced => raced.Then(verbs.RefuseReplay)));

        During(Completed, Cancelled, DeadLettered,
            When(Cancel).Then(verbs.AnswerCancelOfEnded),
            When(Granted).Then(verbs.GiveBackStaleGrant),
            Ignore(Started), Ignore(Lost), Ignore(Resend), Ignore(Ask), Ignore(Retry), Ignore(Timeout), Ignore(Deadline));

        During([Blocked, Batched, Parked, Placed, Running, RetryScheduled, Completed, Cancelled],
            When(Replay).Then(verbs.RefuseReplay));

        During([Blocked, Batched, Parked, Placed, Running, RetryScheduled, Completed, Cancelled, DeadLettered],
            When(Submitted).Then(verbs.AnswerExisting),
            When(Withheld).Then(verbs.AnswerWithheld));
    }

    /// <summary>
    /// Waits for tasks that must complete, for approvals, or for the run of its node to be resumed. Brought here by acceptance, or by a pause of that run before it began; the last
    /// of them takes it on.
    /// </summary>
    public State Blocked { get; private set; } = null!;

    /// <summary>Is collected into a batch, or part of one that an agent gets as one task. Brought here by acceptance or the last thing it waited for; the flush, or its part of the answer, takes it on.</summary>
    public State Batched { get; private set; } = null!;

    /// <summary>Waits for a slot. Brought here by acceptance or retry without one, or by losing one; a grant takes it on.</summary>
    public State Parked { get; private set; } = null!;

    /// <summary>Holds a slot and was sent to its target; the target's start takes it on, or the lease expires after 15 s.</summary>
    public State Placed { get; private set; } = null!;

    /// <summary>The target runs it; its report, its timeout or the loss of the lease takes it on.</summary>
    public State Running { get; private set; } = null!;

    /// <summary>Waits for the time of its next execution; a durable timer takes it on.</summary>
    public State RetryScheduled { get; private set; } = null!;

    /// <summary>An end; kept 24 h.</summary>
    public State Completed { get; private set; } = null!;

    /// <summary>An end, unless an operator replays it; kept 30 days.</summary>
    public State DeadLettered { get; private set; } = null!;

    /// <summary>An end; kept 24 h.</summary>
    public State Cancelled { get; private set; } = null!;

    public Event<TaskSubmission> Submitted { get; private set; } = null!;

    public Event<TaskWithheld> Withheld { get; private set; } = null!;

    public Event<RunPaused> Paused { get; private set; } = null!;

    public Event<RunResumed> Resumed { get; private set; } = null!;

    public Event<RunLeft> Left { get; private set; } = null!;

    public Event<ApproveTask> Approve { get; private set; } = null!;

    public Event<TaskReleased> Released { get; private set; } = null!;

    public Event<TaskEnlisted> Enlisted { get; private set; } = null!;

    public Event<ItemEnded> Item { get; private set; } = null!;

    public Event<DependentJoined> Dependent { get; private set; } = null!;

    public Event<DependencyEnded> Dependency { get; private set; } = null!;

    public Event<SlotGranted> Granted { get; private set; } = null!;

    public Event<LeaseLost> Lost { get; private set; } = null!;

    public Event<ResendAsked> Resend { get; private set; } = null!;

    public Event<AttemptStarted> Started { get; private set; } = null!;

    public Event<AttemptSucceeded> Succeeded { get; private set; } = null!;

    public Event<AttemptFailed> Failed { get; private set; } = null!;

    public Event<AttemptRefused> Refused { get; private set; } = null!;

    public Event<AttemptReturned> Returned { get; private set; } = null!;

    public Event<CancelTask> Cancel { get; private set; } = null!;

    public Event<TaskReplay> Replay { get; private set; } = null!;

    public Event<AskDue> Ask { get; private set; } = null!;

    public Event<RetryDue> Retry { get; private set; } = null!;

    public Event<ExecutionTimeoutDue> Timeout { get; private set; } = null!;

    public Event<DeadlineDue> Deadline { get; private set; } = null!;

    private static bool Held<T>(BehaviorContext<TaskSaga, T> c)
        where T : class, ILeaseBearer => c.Saga.Holds(c.Message.Token) && !IsForeign(c.Saga, c.Message);

    private static bool Foreign<T>(BehaviorContext<TaskSaga, T> c)
        where T : class, IReportEvent => IsForeign(c.Saga, c.Message);

    private static bool Stale<T>(BehaviorContext<TaskSaga, T> c)
        where T : class, ILeaseBearer => !c.Saga.Holds(c.Message.Token);

    private static bool IsForeign(TaskSaga saga, ILeaseBearer said) => said is IReportEvent report && saga.IsForeign(report.Token, report.Reporter);

    /// <summary>By its own wish when nothing holds it back, or by that of the one batch it is part of.</summary>
    private static bool Wanted(BehaviorContext<TaskSaga, TaskReleased> c) => c.Message.Place is not null
        && (c.Saga.CurrentState == nameof(Batched)
            ? c.Message.BatchId is { } batch && (c.Saga.BatchId ?? batch) == batch
            : c.Message.BatchId is null && !c.Saga.IsHeldBack);

    /// <summary>No execution of it has been. What had one, or holds a slot for it, goes on to its end.</summary>
    private static bool Unbegun(TaskSaga saga, NodeOrigin run) => run.IsSame(saga.Origin) && saga is { Run: 0, Attempt: 1 };

    private static bool Waits(TaskSaga saga, NodeOrigin run) => run.IsSame(saga.Origin) && saga.PausedAt is not null;

    private static bool Newer(BehaviorContext<TaskSaga, SlotGranted> c) =>
        c.Message.Attempt == c.Saga.AttemptId && c.Message.Lease.IsNewerThan(c.Saga.Lease);

    /// <summary>Placement may no longer know whether a lost attempt had begun; the saga does.</summary>
    private static bool Begun(BehaviorContext<TaskSaga, LeaseLost> c) =>
        c.Message.Started || c.Saga.CurrentState == nameof(Running);
}
