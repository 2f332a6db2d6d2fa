using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution;

/// <summary>Reads CRM tasks for operators; changes nothing.</summary>
internal sealed class CrmAssignments(ISagaStore store, TaskDefinition definition, TaskQueries queries, CrmCatalog catalog)
{
    /// <summary>As many tasks of a state are looked at, newest first.</summary>
    public const int MostTasks = 100_000;

    private const int PageSize = 1_000;

    /// <returns>Null when it is no CRM task, or is at no agent.</returns>
    public async Task<CrmAssignment?> OfTaskAsync(string taskId, CancellationToken cancellation) =>
        await queries.LoadAsync(taskId, cancellation).ConfigureAwait(false) is { Kind: CrmPolicy.KindName } saga && saga.Lease is not null ? View(saga) : null;

    public async Task<IReadOnlyList<CrmAssignment>> OfAgentAsync(string agentId, CancellationToken cancellation)
    {
        var found = new List<CrmAssignment>();
        foreach (var state in new[] { TaskStates.Placed, TaskStates.Running })
        {
            await foreach (var saga in InStateAsync(state, cancellation).ConfigureAwait(false))
            {
                if (saga.Lease?.TargetId == agentId)
                    found.Add(View(saga));
            }
        }

        return found;
    }

    public async IAsyncEnumerable<TaskSaga> InStateAsync(string state, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        string? cursor = null;
        for (var seen = 0; seen < MostTasks; seen += PageSize)
        {
            var page = await store.ListAsync(new SagaQuery(TaskDefinition.TypeName, state, null, cursor, PageSize), cancellation).ConfigureAwait(false);
            foreach (var stored in page.Sagas)
            {
                if (Read(stored) is { Kind: CrmPolicy.KindName } saga)
                    yield return saga;
            }

            if (page.Cursor is not { } more)
                break;
            cursor = more;
        }
    }

    private CrmAssignment View(TaskSaga saga) => new(
        saga.Id, saga.Lease!.TargetId, saga.ChangedAt, RankNames.Of(saga.Rank), catalog[saga.Operation].EstimateMs, saga.Operation, saga.Lease.Session,
        saga.Attempt - 1, saga.RetryAt, saga.Client, saga.BatchId);

    private TaskSaga? Read(StoredSaga stored)
    {
        try
        {
            return definition.Read(stored);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            return null;
        }
    }
}

/// <summary>A CRM task at an agent.</summary>
/// <param name="Priority">critical, high, normal, low or background.</param>
/// <param name="EstimatedDuration">Of the operation in ms; null: nobody knows.</param>
internal sealed record CrmAssignment(
    string TaskId, string AgentId, DateTimeOffset AssignedAt, string Priority, int? EstimatedDuration, string GhlOperationType, string? SessionId,
    int RetryCount, DateTimeOffset? NextRetryAt, string ClientId, string? BatchId);
