using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>Reads batches for callers; changes nothing. One that still collects is found in its window.</summary>
internal sealed class BatchQueries(ISagaStore store, BatchDefinition definition, BatchWindowDefinition windows)
{
    public async Task<BatchDetails?> GetAsync(string batchId, CancellationToken cancellation)
    {
        // The window first: flushed in between, the batch is found after it.
        var window = await WindowAsync(batchId, cancellation).ConfigureAwait(false);
        if (window?.BatchId == batchId)
            return Pending(window);
        var key = definition.Key(batchId);
        if (await store.LoadAsync(key, cancellation).ConfigureAwait(false) is not { } stored)
            return null;
        var saga = definition.Read(stored);
        if (IsNone(saga))
            return null;
        var fields = await store.ReadAllFieldsAsync(key, MemberRecord.Collection, cancellation).ConfigureAwait(false);
        var results = saga.Tasks.Select((task, i) => fields.TryGetValue($"{i}", out var json) ? Result(task, json) : null).OfType<BatchItemResult>().ToList();
        var sum = Consolidation.Of(results);
        var summary = Summary(saga);
        return new BatchDetails
        {
            BatchId = summary.BatchId,
            ClientId = summary.ClientId,
            OperationType = summary.OperationType,
            Status = summary.Status,
            ExpectedCount = summary.ExpectedCount,
            SuccessCount = summary.SuccessCount,
            FailureCount = summary.FailureCount,
            CreatedAt = summary.CreatedAt,
            StartedAt = summary.StartedAt,
            CompletedAt = summary.CompletedAt,
            BulkTaskId = summary.BulkTaskId,
            TaskIds = saga.Tasks,
            Results = results,
            Outputs = sum.Outputs,
            ConsolidatedOutput = sum.Merged,
            Collisions = sum.Collisions,
            TotalExecutionTime = saga.TotalMs,
            Timeline = [.. (await store.ReadTimelineAsync(key, cancellation).ConfigureAwait(false)).Select(TaskViews.Timeline)],
        };
    }

    /// <summary>Those that collect, then the others, newest first, at most so many of each.</summary>
    public async Task<IReadOnlyList<BatchSummary>> ListAsync(string? client, int limit, CancellationToken cancellation)
    {
        var open = await store.ListAsync(
            new SagaQuery(BatchWindowDefinition.TypeName, nameof(BatchWindowStateMachine.Collecting), client, null, limit), cancellation).ConfigureAwait(false);
        var flushed = await store.ListAsync(new SagaQuery(BatchDefinition.TypeName, null, client, null, limit), cancellation).ConfigureAwait(false);
        return
        [
            .. Readable(windows, open.Sagas).Where(w => w.BatchId is not null).Select(w => (BatchSummary)Pending(w)),
            .. Readable(definition, flushed.Sagas).Where(b => !IsNone(b)).Select(Summary),
        ];
    }

    /// <summary>One that is damaged, or of a newer host, hides no other; asked for by its id it says so.</summary>
    private static IEnumerable<TSaga> Readable<TSaga>(SagaDefinition<TSaga> definition, IEnumerable<StoredSaga> stored)
        where TSaga : class, IStoredSagaInstance
    {
        foreach (var one in stored)
        {
            TSaga saga;
            try
            {
                saga = definition.Read(one);
            }
            catch (Exception e) when (e is SagaDamagedException or SagaSchemaException)
            {
                continue;
            }

            yield return saga;
        }
    }

    public async Task<BatchFigures> CountAsync(CancellationToken cancellation)
    {
        var pending = await store.CountByStateAsync(BatchWindowDefinition.TypeName, cancellation).ConfigureAwait(false);
        var flushed = await store.CountByStateAsync(BatchDefinition.TypeName, cancellation).ConfigureAwait(false);
        return new BatchFigures(
            pending.GetValueOrDefault(nameof(BatchWindowStateMachine.Collecting)),
            flushed.GetValueOrDefault(nameof(BatchStateMachine.Processing)),
            flushed.GetValueOrDefault(nameof(BatchStateMachine.Completed)),
            flushed.GetValueOrDefault(nameof(BatchStateMachine.Failed)));
    }

    public async Task<BatchSaga?> LoadAsync(string batchId, CancellationToken cancellation) =>
        await store.LoadAsync(definition.Key(batchId), cancellation).ConfigureAwait(false) is { } stored ? definition.Read(stored) : null;

    private async Task<BatchWindowSaga?> WindowAsync(string batchId, CancellationToken cancellation) =>
        BatchIds.WindowOf(batchId) is { } window && await store.LoadAsync(windows.Key(window), cancellation).ConfigureAwait(false) is { } stored ? windows.Read(stored) : null;

    private static bool IsNone(BatchSaga saga) => saga.CurrentState == nameof(BatchStateMachine.Dissolved);

    private static BatchDetails Pending(BatchWindowSaga window) => new()
    {
        BatchId = window.BatchId!,
        ClientId = window.Client,
        OperationType = window.Operation,
        Status = BatchStates.Pending,
        ExpectedCount = window.Tasks.Count,
        CreatedAt = window.OpenedAt,
        TaskIds = window.Tasks,
    };

    private static BatchSummary Summary(BatchSaga saga) => new()
    {
        BatchId = saga.Id,
        ClientId = saga.Client,
        OperationType = saga.Operation,
        Status = saga.CurrentState switch
        {
            nameof(BatchStateMachine.Completed) => BatchStates.Completed,
            nameof(BatchStateMachine.Failed) => BatchStates.Failed,
            _ => BatchStates.Processing,
        },
        ExpectedCount = saga.Expected(),
        SuccessCount = saga.Count(MemberMarks.Succeeded),
        FailureCount = saga.Count(MemberMarks.Failed),
        CreatedAt = saga.OpenedAt,
        StartedAt = saga.StartedAt,
        CompletedAt = saga.EndedAt,
        BulkTaskId = saga.WasBulk ? BatchIds.BulkTask(saga.Id) : null,
    };

    private static BatchItemResult Result(string task, ReadOnlyMemory<byte> json)
    {
        var record = JsonSerializer.Deserialize(json.Span, BatchJson.Default.MemberRecord)!;
        return new BatchItemResult { TaskId = task, Success = record.Success, Output = record.Output, Error = record.Error, ExecutionTime = record.DurationMs };
    }
}

/// <summary>How many batches are in each state.</summary>
internal sealed record BatchFigures(long Pending, long Processing, long Completed, long Failed);
