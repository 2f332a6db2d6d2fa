using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows.Caching;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>Reads runs for callers; changes nothing.</summary>
internal sealed partial class WorkflowQueries(ISagaStore store, WorkflowDefinition definition, WorkflowPlans plans, CacheOwners owners, TimeProvider time)
{
    /// <summary>A result has at most 1 MiB.</summary>
    private const int ResultsAtATime = 16;

    /// <summary>Of nodes whose runs inside are looked at for one answer.</summary>
    private const int MostInside = 100;

    public async Task<WorkflowSaga?> LoadAsync(string executionId, CancellationToken cancellation) =>
        await store.LoadAsync(definition.Key(executionId), cancellation).ConfigureAwait(false) is { } stored ? definition.Read(stored) : null;

    public async Task<WorkflowPlan?> PlanAsync(string executionId, CancellationToken cancellation) =>
        await LoadAsync(executionId, cancellation).ConfigureAwait(false) is { } saga ? await plans.GetAsync(saga, cancellation).ConfigureAwait(false) : null;

    public async Task<WorkflowDetails?> GetAsync(string executionId, bool includeResults, CancellationToken cancellation)
    {
        var key = definition.Key(executionId);
        if (await store.LoadAsync(key, cancellation).ConfigureAwait(false) is not { } stored)
            return null;
        var saga = definition.Read(stored);
        var plan = await plans.GetAsync(saga, cancellation).ConfigureAwait(false);
        var records = store.ReadAllFieldsAsync(key, WorkflowCollections.Nodes, cancellation);
        var timeline = store.ReadTimelineAsync(key, cancellation);
        var undone = await RecordsAsync(
            executionId, WorkflowCollections.Undone, [.. saga.NotUndone.Concat(saga.Inside.Keys).Select(WorkflowCollections.Field)], cancellation).ConfigureAwait(false);
        var results = includeResults ? await store.ReadAllFieldsAsync(key, WorkflowCollections.Results, cancellation).ConfigureAwait(false) : null;
        var done = (await records.ConfigureAwait(false)).ToDictionary(r => r.Key, r => WorkflowCollections.Read(executionId, r.Value), StringComparer.Ordinal);
        var paused = await PausedInsideAsync(saga, cancellation).ConfigureAwait(false);
        var awaited = await owners.AwaitedAsync(saga, plan, cancellation).ConfigureAwait(false);
        var inside = await LeftInsideAsync(saga, _ => false, cancellation).ConfigureAwait(false);
        var left = NotUndone(saga, done, undone, inside);
        try
        {
            return WorkflowViews.Details(saga, stored.Version, plan, done, left, inside, paused, awaited, results, await timeline.ConfigureAwait(false), time.GetUtcNow());
        }
        catch (JsonException e)
        {
            throw new SagaDamagedException(key, stored.Place, $"a result or a line of its timeline cannot be read: {e.Message}", e);
        }
    }

    private static List<NotUndoneNode> NotUndone(
        WorkflowSaga saga, Dictionary<string, NodeRecord> done, IReadOnlyList<NodeRecord?> undone, IReadOnlyList<LeftInside> left) =>
    [
        .. saga.NotUndone.Select((node, i) => NotUndoneNode.Of(node, done.GetValueOrDefault(WorkflowCollections.Field(node)), undone[i])),
        .. saga.Inside.Select((inside, i) => NotUndoneNode.Inside(
            inside.Key, inside.Value, done.GetValueOrDefault(WorkflowCollections.Field(inside.Key)), undone[saga.NotUndone.Count + i], [.. left.Where(l => l.Node == inside.Key)])),
    ];

    /// <summary>What the nodes returned after which none comes.</summary>
    /// <returns>Null: they are larger together than that, and were not all read.</returns>
    public async Task<IReadOnlyList<(string Node, ReadOnlyMemory<byte> Result)>?> LastResultsAsync(string executionId, int mostBytes, CancellationToken cancellation)
    {
        if (await LoadAsync(executionId, cancellation).ConfigureAwait(false) is not { } saga)
            return [];
        var plan = await plans.GetAsync(saga, cancellation).ConfigureAwait(false);
        var (read, bytes) = (new List<(string, ReadOnlyMemory<byte>)>(), 0L);
        foreach (var some in plan.Last.Where(node => saga.Marks[node] == NodeMarks.Succeeded).Chunk(ResultsAtATime))
        {
            var results = await store.ReadFieldsAsync(
                definition.Key(executionId), WorkflowCollections.Results, [.. some.Select(WorkflowCollections.Field)], cancellation).ConfigureAwait(false);
            read.AddRange(some.Zip(results, (node, result) => (plan.Id(node), result ?? "null"u8.ToArray())));
            bytes += results.Sum(result => (long)(result?.Length ?? 0));
            if (bytes > mostBytes)
                return null;
        }

        return read;
    }

    /// <summary>Newest first. An unknown cursor is an <see cref="ArgumentException"/>.</summary>
    public async Task<(IReadOnlyList<WorkflowSummary> Workflows, string? Cursor)> ListAsync(
        string? state, string? client, string? cursor, int limit, CancellationToken cancellation)
    {
        var page = await store.ListAsync(new SagaQuery(definition.Type, state, client, cursor, limit), cancellation).ConfigureAwait(false);
        return ([.. page.Sagas.Select(Summary)], page.Cursor);
    }

    public Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellation) => store.CountByStateAsync(definition.Type, cancellation);

    /// <summary>One run that cannot be read must not hide the others.</summary>
    private WorkflowSummary Summary(StoredSaga stored)
    {
        try
        {
            return WorkflowViews.Summary(definition.Read(stored));
        }
        catch (Exception e) when (Defect.Is(e))
        {
            return new WorkflowSummary { ExecutionId = stored.Key.Id, WorkflowId = "?", Client = "?", State = stored.State, Reason = $"This host cannot read it: {e.Message}" };
        }
    }
}
