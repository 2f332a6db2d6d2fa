using MassTransit;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>What windows do.</summary>
internal sealed class BatchWindowVerbs(IOptions<DistributionOptions> options)
{
    public const string Timer = "window";

    public void Open(BehaviorContext<BatchWindowSaga, WindowJoined> c)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        (saga.Client, saga.Operation) = (c.Message.Client, c.Message.Operation);
        saga.Number = Math.Max(saga.Number + 1, effects.Now.ToUnixTimeMilliseconds());
        saga.BatchId = BatchIds.Batch(saga.Id, saga.Number);
        saga.OpenedAt = effects.Now;
        saga.Tasks = [];
        effects.SetTimer(Timer, options.Value.BatchWindow);
        effects.Describe(0, null, saga.BatchId);
        Add(c);
    }

    public void Add(BehaviorContext<BatchWindowSaga, WindowJoined> c)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        if (saga.Tasks.Contains(c.Message.TaskId))
            return;
        saga.Tasks.Add(c.Message.TaskId);
        effects.Emit(new Emission.ToHearers(new CrmTaskBatched
        {
            Id = $"{saga.BatchId}:{c.Message.TaskId}:batched", ClientId = saga.Client, At = effects.Now,
            TaskId = c.Message.TaskId, BatchId = saga.BatchId!, BatchSize = saga.Tasks.Count,
        }));
        if (saga.Tasks.Count >= BatchSize.Now(options.Value, saga.Size))
            Flush(c, "full");
    }

    public void Remove(BehaviorContext<BatchWindowSaga, WindowLeft> c)
    {
        if (!c.Saga.Tasks.Remove(c.Message.TaskId))
            return;
        Effects(c).Describe(0, null, $"{c.Message.TaskId} left");
        if (c.Saga.Tasks.Count == 0)
            Close(c);
    }

    public void FlushDue(BehaviorContext<BatchWindowSaga, WindowDue> c) => Flush(c, "its time is over");

    private void Flush(BehaviorContext<BatchWindowSaga> c, string why)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        effects.Emit(new Emission.ToBatches(new BatchNote.Begin(saga.BatchId!, saga.Client, saga.Operation, saga.OpenedAt, [.. saga.Tasks])));
        effects.Describe(0, null, $"{saga.BatchId} with {saga.Tasks.Count} tasks: {why}");
        saga.Size = BatchSize.After(options.Value, BatchSize.Now(options.Value, saga.Size), saga.Tasks.Count, effects.Now - saga.OpenedAt);
        Close(c);
    }

    private static void Close(BehaviorContext<BatchWindowSaga> c)
    {
        (c.Saga.BatchId, c.Saga.Tasks) = (null, []);
        Effects(c).ClearTimer(Timer);
    }

    private static SagaEffects Effects(BehaviorContext<BatchWindowSaga> c) => c.GetPayload<SagaEffects>();
}
