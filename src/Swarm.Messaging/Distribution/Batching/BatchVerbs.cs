using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>What batches do: they follow their tasks, and tell once that all have ended.</summary>
internal sealed class BatchVerbs(IOptions<DistributionOptions> options)
{
    public const string Timer = "ask";

    public void Begin(BehaviorContext<BatchSaga, BatchBegun> c)
    {
        var (saga, effects, begin) = (c.Saga, Effects(c), c.Message.Begin);
        (saga.Client, saga.Operation, saga.OpenedAt, saga.StartedAt) = (begin.Client, begin.Operation, begin.OpenedAt, effects.Now);
        saga.Tasks = [.. begin.Tasks];
        saga.Marks = new string(MemberMarks.Open, saga.Tasks.Count);
        if (c.Message.Bulk)
            (saga.BulkTask, saga.WasBulk) = (BatchIds.BulkTask(saga.Id), true);
        effects.Emit(new Emission.ToHearers(new BatchProcessed
        {
            Id = $"{saga.Id}:processed", ClientId = saga.Client, At = effects.Now, BatchId = saga.Id, TaskCount = saga.Tasks.Count,
        }));
        effects.Emit(new Emission.ToMembers(c.Message.Bulk ? MemberAction.Bulk : MemberAction.Release, saga.Tasks, saga.BulkTask));
        effects.SetTimer(Timer, options.Value.AskInterval);
        effects.Describe(0, null, $"{saga.Tasks.Count} tasks{(c.Message.Bulk ? " as one" : "")}");
    }

    public void EndMember(BehaviorContext<BatchSaga, MemberEnded> c)
    {
        var (saga, effects, ended) = (c.Saga, Effects(c), c.Message);
        if (ended.TaskId == saga.BulkTask)
        {
            EndBulk(c);
            return;
        }

        var number = saga.Tasks.IndexOf(ended.TaskId);
        if (number < 0 || saga.Marks[number] != MemberMarks.Open)
            return;
        var success = ended.How.State == TaskStates.Completed;
        Mark(saga, number, success ? MemberMarks.Succeeded : MemberMarks.Failed);
        saga.TotalMs += ended.How.DurationMs;
        effects.Fields.Add(new FieldSet(MemberRecord.Collection, $"{number}", JsonSerializer.SerializeToUtf8Bytes(
            new MemberRecord(success, success && ended.Result is { Length: > 0 } json ? JsonElement.Parse(json.Span) : null, ended.How.Error, ended.How.DurationMs),
            BatchJson.Default.MemberRecord)));
        effects.Emit(new Emission.ToHearers(new BatchResultConsolidated
        {
            Id = $"{saga.Id}:{number}:consolidated", ClientId = saga.Client, At = effects.Now, BatchId = saga.Id, TaskId = ended.TaskId,
            SuccessCount = saga.Count(MemberMarks.Succeeded), FailureCount = saga.Count(MemberMarks.Failed), TotalTasks = saga.Expected(),
        }));
        EndIfAll(c);
    }

    public void Leave(BehaviorContext<BatchSaga, MemberAbsent> c)
    {
        var number = c.Saga.Tasks.IndexOf(c.Message.TaskId);
        if (number < 0 || c.Saga.Marks[number] != MemberMarks.Open)
            return;
        Mark(c.Saga, number, MemberMarks.Absent);
        Effects(c).Describe(0, null, $"{c.Message.TaskId} is part of another batch");
        EndIfAll(c);
    }

    /// <summary>It was never one task, and will not be: each enters the queue.</summary>
    public void Part(BehaviorContext<BatchSaga, BulkRefused> c)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        if (saga.BulkTask is null)
            return;
        (saga.BulkTask, saga.WasBulk) = (null, false);
        effects.Emit(new Emission.ToMembers(MemberAction.Release, saga.OpenTasks(), Why: c.Message.Why));
        effects.Describe(0, null, $"not as one, each by itself: {c.Message.Why}");
    }

    /// <summary>What was sent to or by its tasks may be held up somewhere: they are looked at.</summary>
    public void Ask(BehaviorContext<BatchSaga> c)
    {
        var saga = c.Saga;
        Effects(c).Emit(saga is { WasBulk: true, BulkTask: null }
            ? new Emission.ToMembers(MemberAction.AskItems, saga.OpenTasks(), BatchIds.BulkTask(saga.Id))
            : new Emission.ToMembers(MemberAction.Ask, saga.OpenTasks(), saga.BulkTask));
        Effects(c).SetTimer(Timer, options.Value.AskInterval);
    }

    /// <summary>Each gets its part of the answer; what has none is done by itself, and is in doubt when the one task had begun.</summary>
    private static void EndBulk(BehaviorContext<BatchSaga, MemberEnded> c)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        effects.Emit(new Emission.ToMembers(MemberAction.Items, saga.OpenTasks(), saga.BulkTask));
        effects.Describe(0, null, c.Message.How.State == TaskStates.Completed
            ? $"{saga.BulkTask} completed" : $"{saga.BulkTask} ended without an answer ({c.Message.How.Error}): each by itself");
        saga.BulkTask = null;
    }

    private static void EndIfAll(BehaviorContext<BatchSaga> c)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        if (saga.Count(MemberMarks.Open) > 0)
            return;
        saga.EndedAt = effects.Now;
        if (saga.BulkTask is { } unwanted)
        {
            effects.Emit(new Emission.ToMembers(MemberAction.Cancel, [], unwanted));
            saga.BulkTask = null;
        }

        if (saga.Expected() == 0)
        {
            effects.Describe(0, null, "no task is left in it");
            return;
        }

        var (succeeded, failed) = (saga.Count(MemberMarks.Succeeded), saga.Count(MemberMarks.Failed));
        effects.Emit(new Emission.ToHearers(new BatchCompleted
        {
            Id = $"{saga.Id}:completed", ClientId = saga.Client, At = effects.Now, BatchId = saga.Id,
            SuccessCount = succeeded, FailureCount = failed, TotalTasks = saga.Expected(),
        }));
        effects.Describe(0, null, $"{succeeded} succeeded, {failed} failed");
    }

    private static void Mark(BatchSaga saga, int number, char mark) => saga.Marks = $"{saga.Marks[..number]}{mark}{saga.Marks[(number + 1)..]}";

    private static SagaEffects Effects(BehaviorContext<BatchSaga> c) => c.GetPayload<SagaEffects>();
}
