using MassTransit;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <summary>A task that is in no queue yet, and how it gets there.</summary>
internal sealed partial class TaskVerbs
{
    private const int MaxDependents = 1_000;

    public void AcceptBlocked(BehaviorContext<TaskSaga, TaskSubmission> c)
    {
        var hold = c.Message.Order.Hold!;
        (c.Saga.Dependencies, c.Saga.Approvals, c.Saga.Collects) = ([.. hold.Dependencies], [.. hold.Approvals], hold.Collects);
        Accept(c, 0, TaskStates.Blocked);
        AskBlocked(c);
        Describe(c, $"waits for {hold.Dependencies.Count} tasks and {hold.Approvals.Count} approvals");
        Answer(c, c.Message.Order.Warnings, TaskStates.Blocked);
    }

    public void AcceptBatched(BehaviorContext<TaskSaga, TaskSubmission> c)
    {
        c.Saga.Collects = true;
        Accept(c, 0, TaskStates.Batched);
        AskBatched(c);
        Describe(c, null);
        Answer(c, c.Message.Order.Warnings, TaskStates.Batched);
    }

    /// <summary>Only a completed one lets it go on: another end will not change any more.</summary>
    public void MeetDependency(BehaviorContext<TaskSaga, DependencyEnded> c)
    {
        var (saga, ended) = (c.Saga, c.Message);
        if (saga.Dependencies?.Contains(ended.Dependency) != true)
            return;
        if (ended.State == TaskStates.Completed)
        {
            saga.Dependencies.Remove(ended.Dependency);
            GoOn(c, $"{ended.Dependency} completed");
            return;
        }

        var reason = ended.State is null ? $"{TaskDependencies.Cycle}: {ended.Reason}"
            : $"dependency_failed: {ended.Dependency} is {ended.State}{(ended.Reason is { Length: > 0 } why ? $" ({why})" : "")}";
        Describe(c, reason);
        Effects(c).Emit(Event(saga, Effects(c), new TaskCancelled { Reason = reason }));
        End(c, TaskStates.Cancelled, reason);
    }

    public void TakeApproval(BehaviorContext<TaskSaga, ApproveTask> c)
    {
        var (saga, name) = (c.Saga, c.Message.Approval);
        List<string> given = name is null ? [.. saga.Approvals ?? []] : saga.Approvals?.Contains(name) == true ? [name] : [];
        if (given.Count == 0)
        {
            AnswerApproval(c);
            return;
        }

        saga.Approvals!.RemoveAll(given.Contains);
        saga.Approved = [.. saga.Approved ?? [], .. given];
        GoOn(c, $"{string.Join(", ", given)} approved by {c.Message.By ?? "somebody unnamed"}");
        Effects(c).Answer = new CommandDone { Command = nameof(ApproveTask), TaskId = saga.Id, State = saga.CurrentState, Changed = true };
    }

    public void AnswerApproval(BehaviorContext<TaskSaga, ApproveTask> c)
    {
        var (saga, name) = (c.Saga, c.Message.Approval);
        Effects(c).Answer = (name is null ? saga.Approved is not null : saga.Approved?.Contains(name) == true)
            ? new CommandDone { Command = nameof(ApproveTask), TaskId = saga.Id, State = saga.CurrentState, Changed = false }
            : TaskAnswers.NoApproval(saga.Id, saga.CurrentState, name, saga.Approvals ?? []);
    }

    /// <summary>Those that it waits for may have ended, or begun, while nobody could tell.</summary>
    public void AskBlocked(BehaviorContext<TaskSaga> c)
    {
        var saga = c.Saga;
        if (saga.Dependencies is { Count: > 0 } tasks)
            Effects(c).Emit(new Emission.ToTasks([.. tasks.Select(task => new TaskNote.Await(task, saga.Id))]));
        else if (!saga.IsHeldBack)
            Effects(c).Emit(new Emission.ToQueue());
        AskLater(c);
    }

    /// <summary>Of one that is part of a batch the batch asks.</summary>
    public void AskBatched(BehaviorContext<TaskSaga> c)
    {
        if (c.Saga.BatchId is null)
            Effects(c).Emit(new Emission.ToBatches(new BatchNote.Join(c.Saga.Client, c.Saga.Operation, c.Saga.Id, c.Saga.SubmittedAt.ToUnixTimeMilliseconds())));
        AskLater(c);
    }

    public void AddDependent(BehaviorContext<TaskSaga, DependentJoined> c)
    {
        var dependents = c.Saga.Dependents ??= [];
        // Beyond that they ask by themselves, now and then.
        if (dependents.Count >= MaxDependents || dependents.Contains(c.Message.Dependent))
            return;
        dependents.Add(c.Message.Dependent);
        Describe(c, $"{c.Message.Dependent} waits for it");
    }

    public void TellDependent(BehaviorContext<TaskSaga, DependentJoined> c) => Effects(c).Emit(
        new Emission.ToTasks([new TaskNote.Ended(c.Message.Dependent, c.Saga.Id, c.Saga.CurrentState, WhyEnded(c.Saga, c.Saga.CurrentState, c.Saga.Reason))]));

    public void EnterQueue(BehaviorContext<TaskSaga, TaskReleased> c)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        saga.BatchId = c.Message.BatchId;
        saga.Sequence = c.Message.Place is PlaceResult.Placed { Sequence: var number } ? number : ((PlaceResult.NoSlot)c.Message.Place!).Sequence;
        effects.Emit(Event(saga, effects, new TaskQueued { Rank = saga.Rank, Sequence = saga.Sequence, BatchId = saga.BatchId }));
        if (c.Message.Place is PlaceResult.Placed placed)
            HoldSlot(c, placed.Lease, saga.BatchId);
        else
            Wait(c, WaitReasons.NoCapacity);
        if (c.Message.Why is { } why)
            Describe(c, $"by itself: {why}");
    }

    /// <summary>It is in the queue already, or was, or never will be: the place goes back, and a batch hears what has become of it.</summary>
    public void AnswerRelease(BehaviorContext<TaskSaga, TaskReleased> c)
    {
        foreach (var request in NotHeld(c.Saga, c.Saga.Id, c.Message.Place))
            Effects(c).Emit(new Emission.ToPlacement(request));
        if (c.Message.BatchId is { } batch)
            AnswerBatch(c, batch);
    }

    public void Enlist(BehaviorContext<TaskSaga, TaskEnlisted> c)
    {
        if (c.Saga.BatchId is not null)
            return;
        c.Saga.BatchId = c.Message.BatchId;
        Describe(c, $"part of {c.Message.BatchId}");
    }

    public void AnswerEnlisting(BehaviorContext<TaskSaga, TaskEnlisted> c) => AnswerBatch(c, c.Message.BatchId);

    public void CompleteItem(BehaviorContext<TaskSaga, ItemEnded> c)
    {
        var effects = Effects(c);
        BeginItem(c);
        var duration = Math.Max(0, (long)(effects.Now - c.Saga.StartedAt!.Value).TotalMilliseconds);
        effects.Result = c.Message.Result;
        EndAttempt(c, "succeeded", null);
        Describe(c, $"by {c.Message.BatchId}", c.Message.TargetId);
        effects.Emit(Event(c.Saga, effects, new TaskCompleted { TargetId = c.Message.TargetId, DurationMs = duration, BatchId = c.Saga.BatchId }));
        End(c, TaskStates.Completed, null);
    }

    /// <summary>A failed execution like any other; the next one it has by itself.</summary>
    public void FailItem(BehaviorContext<TaskSaga, ItemEnded> c)
    {
        BeginItem(c);
        FailWith(c, c.Message.Error!);
    }

    public void CancelHeld(BehaviorContext<TaskSaga, CancelTask> c)
    {
        LeaveWindow(c);
        EndCancelled(c);
    }

    public void GiveUpHeld(BehaviorContext<TaskSaga> c)
    {
        LeaveWindow(c);
        GiveUp(c, DeadLetterReasons.DeadlineExceeded, DeadlineError(c.Saga), null);
    }

    private static void BeginItem(BehaviorContext<TaskSaga, ItemEnded> c)
    {
        c.Saga.Sequence = c.Message.Sequence;
        c.Saga.StartedAt = c.Message.StartedAt ?? c.Saga.ChangedAt;
        c.Saga.LastTarget = c.Message.TargetId;
        // Its own next execution has a higher number than any that its batch had, by which agents know that it was tried; they count as one.
        (c.Saga.Attempt, c.Saga.Spared) = (c.Message.Execution, c.Message.Execution - 1);
    }

    private void GoOn(BehaviorContext<TaskSaga> c, string why)
    {
        Describe(c, why);
        if (c.Saga.IsHeldBack)
            return;
        if (c.Saga.Collects)
            AskBatched(c);
        else
            AskBlocked(c);
    }

    private static void LeaveWindow(BehaviorContext<TaskSaga> c)
    {
        if (c.Saga is { CurrentState: TaskStates.Batched, BatchId: null })
            Effects(c).Emit(new Emission.ToBatches(new BatchNote.Leave(c.Saga.Client, c.Saga.Operation, c.Saga.Id)));
    }

    private static void AnswerBatch(BehaviorContext<TaskSaga> c, string batch)
    {
        var saga = c.Saga;
        if (saga.BatchId is { } own && own != batch)
            Effects(c).Emit(new Emission.ToBatches(new BatchNote.Absent(batch, saga.Id)));
        else if (saga.EndedAt is not null)
            Effects(c).Emit(new Emission.ToBatches(new BatchNote.End(batch, saga.Id, EndOf(saga, saga.CurrentState, saga.Reason))));
    }

    /// <summary>What a batch hears of it.</summary>
    public static MemberEnd EndOf(TaskSaga saga, string state, string? reason) => new(
        state,
        state == TaskStates.Completed ? null : saga.LastError is { } error ? $"{saga.LastErrorType}: {error}" : reason ?? "cancelled",
        saga.StartedAt is { } started && saga.EndedAt is { } ended ? Math.Max(0, (long)(ended - started).TotalMilliseconds) : 0);

    /// <summary>For whoever waited for its completion.</summary>
    private static string? WhyEnded(TaskSaga saga, string state, string? reason) => state switch
    {
        TaskStates.Completed => null,
        TaskStates.DeadLettered when saga.LastErrorType is { } error => $"{reason}: {error}",
        _ => reason,
    };
}
