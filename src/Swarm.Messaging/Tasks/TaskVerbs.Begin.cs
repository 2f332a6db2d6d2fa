using MassTransit;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <summary>How a task begins, or is met again.</summary>
internal sealed partial class TaskVerbs
{
    /// <summary>The same id again: the task that exists, or a conflict. A slot or place taken for the submission is given back unless the task holds it.</summary>
    public void AnswerExisting(BehaviorContext<TaskSaga, TaskSubmission> c)
    {
        var (saga, order) = (c.Saga, c.Message.Order);
        foreach (var request in NotHeld(saga, saga.Id, c.Message.Place))
            Effects(c).Emit(new Emission.ToPlacement(request));
        if (saga.Fingerprint == order.Fingerprint || saga.Fingerprint == order.FormerFingerprint)
            Answer(c, order.Warnings, saga.CurrentState, duplicate: true);
        else
            Effects(c).Answer = Conflict(saga);
    }

    /// <summary>It ends before it begins, and nobody is told: whoever withholds it knows. No execution of it has been, or is to come.</summary>
    public void Withhold(BehaviorContext<TaskSaga, TaskWithheld> c)
    {
        var (saga, withheld, now) = (c.Saga, c.Message, Effects(c).Now);
        (saga.Client, saga.Kind, saga.Operation, saga.Rank) = (withheld.Client, withheld.Kind, withheld.Operation, withheld.Rank);
        (saga.Origin, saga.Labels, saga.Retry, saga.Attempt) = (withheld.Origin, withheld.Labels, RetryPresets.Find("none")!, 0);
        (saga.SubmittedAt, saga.EndedAt, saga.Reason) = (now, now, withheld.Reason);
        Describe(c, withheld.Reason);
        AnswerWithheld(c, changed: true);
    }

    public void AnswerWithheld(BehaviorContext<TaskSaga, TaskWithheld> c) => AnswerWithheld(c, changed: false);

    private static void AnswerWithheld(BehaviorContext<TaskSaga, TaskWithheld> c, bool changed) => Effects(c).Answer = new CommandDone
    {
        Command = nameof(TaskWithheld), TaskId = c.Saga.Id, State = changed ? TaskStates.Cancelled : c.Saga.CurrentState, Changed = changed,
    };

    /// <summary>What gives back that which placement set aside for a submission and its task does not hold.</summary>
    /// <param name="saga">Null when it is gone.</param>
    public static IEnumerable<PlacementRequest> NotHeld(TaskSaga? saga, string taskId, PlaceResult? place)
    {
        var asked = new AttemptId(taskId, 0, 1);
        if (place is PlaceResult.Placed placed && saga?.Holds(placed.Lease.Token) != true)
        {
            yield return new PlacementRequest.Release(placed.Lease.Token);
            // It waits for just this attempt, and placement may have passed over its parking because of the slot.
            if (saga?.AttemptId == asked && saga.CurrentState == TaskStates.Parked)
                yield return ToLane(saga).Request;
        }

        if (place is PlaceResult.NoSlot && (saga is null || saga.AttemptId != asked || saga.EndedAt is not null || saga.PausedAt is not null))
            yield return new PlacementRequest.Unpark(asked);
    }

    /// <summary>A fresh run: attempts from 1, a new sequence number, the history kept.</summary>
    public void BeginReplay(BehaviorContext<TaskSaga, TaskReplay> c)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        (saga.Run, saga.Attempt, saga.Spared, saga.Doubt) = (c.Message.Run, 1, 0, null);
        saga.Course = policies.For(saga.Kind).Restart(saga.Course);
        (saga.EndedAt, saga.Reason, saga.LastError, saga.LastErrorType) = (null, null, null, null);
        SetDeadline(c);
        if (c.Message.Place is PlaceResult.Placed placed)
        {
            saga.Sequence = placed.Sequence;
            HoldSlot(c, placed.Lease, WaitReasons.Replayed);
        }
        else
        {
            saga.Sequence = ((PlaceResult.NoSlot)c.Message.Place).Sequence;
            Wait(c, WaitReasons.Replayed);
        }

        effects.Answer = new CommandDone
        {
            Command = nameof(ReplayTask),
            TaskId = saga.Id,
            State = saga.Lease is null ? TaskStates.Parked : TaskStates.Placed,
            Changed = true,
        };
    }

    /// <summary>Only a dead-lettered task can be replayed, and once at a time.</summary>
    public void RefuseReplay(BehaviorContext<TaskSaga, TaskReplay> c)
    {
        if (c.Message.Place is PlaceResult.Placed placed && !c.Saga.Holds(placed.Lease.Token))
            Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.Release(placed.Lease.Token)));
        var asked = new AttemptId(c.Saga.Id, c.Message.Run, 1);
        if (c.Message.Place is PlaceResult.NoSlot && (c.Saga.AttemptId != asked || c.Saga.EndedAt is not null))
            Effects(c).Emit(new Emission.ToPlacement(new PlacementRequest.Unpark(asked)));
        Effects(c).Answer = TaskAnswers.NotDeadLettered(c.Saga.Id, c.Saga.CurrentState);
    }

    public void AnswerCancelOfEnded(BehaviorContext<TaskSaga, CancelTask> c) =>
        Effects(c).Answer = c.Saga.CurrentState == TaskStates.Cancelled
            ? new CommandDone { Command = nameof(CancelTask), TaskId = c.Saga.Id, State = TaskStates.Cancelled, Changed = false }
            : TaskAnswers.AlreadyEnded(c.Saga.Id, c.Saga.CurrentState);

    /// <param name="held">The state in which it is in no queue yet.</param>
    private static void Accept(BehaviorContext<TaskSaga, TaskSubmission> c, long sequence, string? held = null)
    {
        var (saga, order, effects) = (c.Saga, c.Message.Order, Effects(c));
        saga.Client = order.Client;
        saga.Kind = order.Kind;
        saga.Operation = order.Operation;
        saga.Tags = order.Tags.Count == 0 ? null : [.. order.Tags];
        saga.Rank = order.Rank;
        saga.Sequence = sequence;
        saga.IdempotencyKey = order.IdempotencyKey;
        saga.Fingerprint = order.Fingerprint;
        saga.Retry = order.Retry;
        saga.Course = order.Course;
        saga.TimeoutMs = (long)order.Timeout.TotalMilliseconds;
        saga.DeadlineMs = order.Deadline is { } deadline ? (long)deadline.TotalMilliseconds : null;
        saga.Labels = order.Labels is null ? null : new(order.Labels);
        saga.ReplyTo = order.ReplyTo;
        saga.Origin = order.Origin;
        saga.BatchId = order.BatchId;
        saga.SubmittedAt = effects.Now;
        effects.Payload = order.Payload;
        SetDeadline(c);
        effects.Emit(Event(saga, effects, new TaskAccepted { Rank = saga.Rank, Sequence = sequence, Held = held }));
    }

    private static void SetDeadline(BehaviorContext<TaskSaga> c)
    {
        if (c.Saga.DeadlineMs is not { } ms)
            return;
        var deadline = TimeSpan.FromMilliseconds(ms);
        c.Saga.Deadline = Effects(c).Now + deadline;
        Effects(c).SetTimer(TaskTimers.Deadline, deadline);
    }

    private static void Answer(BehaviorContext<TaskSaga> c, IReadOnlyList<string> warnings, string state, bool duplicate = false) =>
        Effects(c).Answer = new SubmissionAccepted
        {
            TaskId = c.Saga.Id,
            Duplicate = duplicate,
            State = state,
            Sequence = c.Saga.Sequence,
            Warnings = warnings,
        };

    private static CommandRejected Conflict(TaskSaga saga) => new()
    {
        Command = nameof(SubmitTask),
        TaskId = saga.Id,
        Code = "id_conflict",
        Message = $"A task with the id {saga.Id} exists (state {saga.CurrentState}, submitted {saga.SubmittedAt:O}) and asks for something else. "
            + "Nothing was changed. Use a new id, or send exactly the same content to get the existing task.",
        Violations = [new FieldViolation("taskId", saga.Id, "An id names one content for as long as its task is kept.", "id_conflict")],
    };
}
