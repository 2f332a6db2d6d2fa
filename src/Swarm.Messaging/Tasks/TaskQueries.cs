using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Reads tasks for callers; changes nothing.</summary>
internal sealed class TaskQueries(ISagaStore store, IPlacementStore placement, TaskDefinition definition, TaskPolicies policies)
{
    /// <summary>Of more tasks that one waits for the states are not told.</summary>
    private const int MostExplained = 100;

    public async Task<TaskSaga?> LoadAsync(string taskId, CancellationToken cancellation) =>
        await store.LoadAsync(definition.Key(taskId), cancellation).ConfigureAwait(false) is { } stored ? definition.Read(stored) : null;

    public async Task<JsonElement?> PayloadAsync(string taskId, CancellationToken cancellation) =>
        Json(await store.ReadPayloadAsync(definition.Key(taskId), cancellation).ConfigureAwait(false));

    public async Task<TaskDetails?> GetAsync(string taskId, bool includePayload, CancellationToken cancellation)
    {
        var key = definition.Key(taskId);
        if (await store.LoadAsync(key, cancellation).ConfigureAwait(false) is not { } stored)
            return null;
        var saga = definition.Read(stored);
        var timeline = store.ReadTimelineAsync(key, cancellation);
        var attempts = store.ReadCollectionAsync(key, TaskCollections.Attempts, cancellation);
        var result = store.ReadResultAsync(key, cancellation);
        var progress = store.ReadNoteAsync(key, TaskCollections.Progress, cancellation);
        var payload = includePayload ? await store.ReadPayloadAsync(key, cancellation).ConfigureAwait(false) : null;
        try
        {
            return TaskViews.Details(
                saga,
                stored.Version,
                [.. (await timeline.ConfigureAwait(false)).Select(TaskViews.Timeline)],
                [.. (await attempts.ConfigureAwait(false)).Select(TaskCollections.ReadAttempt)],
                Json(payload),
                Json(await result.ConfigureAwait(false)),
                await progress.ConfigureAwait(false) is { } note ? JsonSerializer.Deserialize(note.Span, TaskJson.Default.TaskProgress) : null);
        }
        catch (JsonException e)
        {
            throw new SagaDamagedException(key, stored.Place, $"its payload, result, attempts, progress or timeline cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Newest first. An unknown cursor is an <see cref="ArgumentException"/>.</summary>
    public async Task<(IReadOnlyList<TaskSummary> Tasks, string? Cursor)> ListAsync(
        string? state, string? client, string? cursor, int limit, CancellationToken cancellation)
    {
        var page = await store.ListAsync(new SagaQuery(definition.Type, state, client, cursor, limit), cancellation).ConfigureAwait(false);
        return ([.. page.Sagas.Select(Summary)], page.Cursor);
    }

    /// <summary>One task that cannot be read must not hide the others.</summary>
    private TaskSummary Summary(StoredSaga stored)
    {
        try
        {
            return TaskViews.Summary(definition.Read(stored));
        }
        catch (Exception e) when (Defect.Is(e))
        {
            return TaskViews.Unreadable(stored, e);
        }
    }

    public Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellation) =>
        store.CountByStateAsync(definition.Type, cancellation);

    /// <summary>Why the task is where it is, or why it waits; null when there is none.</summary>
    public async Task<TaskExplanation?> ExplainAsync(string taskId, CancellationToken cancellation)
    {
        if (await LoadAsync(taskId, cancellation).ConfigureAwait(false) is not { } saga)
            return null;
        var place = await placement.ExplainAsync(saga.AttemptId, saga.Requirements(), cancellation).ConfigureAwait(false);
        if (saga.Lease is { } lease && lease.Token != place.Token)
        {
            // It went on between the two looks; or its lease is lost, and it will hear of that.
            if (await LoadAsync(taskId, cancellation).ConfigureAwait(false) is not { } now)
                return null;
            saga = now;
            place = await placement.ExplainAsync(saga.AttemptId, saga.Requirements(), cancellation).ConfigureAwait(false);
        }

        var why = TaskViews.Why(saga, place, await StatesAsync(saga.Dependencies ?? [], cancellation).ConfigureAwait(false));
        if (TaskStates.IsEnd(saga.CurrentState))
            place = place with { Candidates = [], LongLost = 0, Resting = [], Returned = [] }; // it goes nowhere any more
        return new TaskExplanation(TaskViews.Summary(saga), await WhyWholeAsync(saga, cancellation).ConfigureAwait(false) ?? why, place, TaskViews.Routing(saga));
    }

    /// <summary>Null unless it waits for its part of another one.</summary>
    private async Task<string?> WhyWholeAsync(TaskSaga saga, CancellationToken cancellation) =>
        saga is { CurrentState: TaskStates.Batched, BatchId: { } batch } && policies.For(saga.Kind).Whole(batch) is { } whole
        && await ExplainAsync(whole, cancellation).ConfigureAwait(false) is { } explained
            ? $"It is part of the batch {batch}, which an agent gets as one task, {whole}. Of that one: {explained.Why}"
            : null;

    /// <summary>Null for those that are not there.</summary>
    private async Task<IReadOnlyDictionary<string, string?>> StatesAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var found = await Task.WhenAll(ids.Take(MostExplained).Select(id => LoadAsync(id, cancellation))).ConfigureAwait(false);
        return ids.Zip(found).DistinctBy(f => f.First).ToDictionary(f => f.First, f => f.Second?.CurrentState, StringComparer.Ordinal);
    }

    private static JsonElement? Json(ReadOnlyMemory<byte>? bytes) => bytes is { } b ? JsonElement.Parse(b.Span) : null;
}
