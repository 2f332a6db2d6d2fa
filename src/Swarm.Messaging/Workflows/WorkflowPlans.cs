using System.Text.Json;
using BitFaster.Caching.Lru;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>
/// The plan of a run: written once beside the run, read and planned again where it is not at hand. Large ones have few places, so that what
/// is at hand stays small.
/// </summary>
internal sealed class WorkflowPlans(ISagaStore store)
{
    private const int LargeNodes = 200;

    private readonly ConcurrentLru<(string Id, string Fingerprint), WorkflowPlan> small = new(2_000);
    private readonly ConcurrentLru<(string Id, string Fingerprint), WorkflowPlan> large = new(16);

    public void Keep(WorkflowOrder order) => Of(order.Plan).AddOrUpdate((order.ExecutionId, order.Fingerprint), order.Plan);

    public async ValueTask<WorkflowPlan> GetAsync(WorkflowSaga saga, CancellationToken cancellation)
    {
        var key = (saga.Id, saga.Fingerprint);
        if (small.TryGet(key, out var plan) || large.TryGet(key, out plan))
            return plan;
        var run = new SagaKey(WorkflowDefinition.TypeName, saga.Id);
        plan = Read(run, await store.ReadPayloadAsync(run, cancellation).ConfigureAwait(false));
        Of(plan).AddOrUpdate(key, plan);
        return plan;
    }

    private static WorkflowPlan Read(SagaKey run, ReadOnlyMemory<byte>? document)
    {
        if (document is not { } definition)
            throw new SagaDamagedException(run, null, "its definition, the payload beside it, is missing");
        try
        {
            var planned = WorkflowPlanner.Plan(JsonSerializer.Deserialize(definition.Span, WorkflowJson.Default.WorkflowGraph)
                ?? throw new JsonException("it is null"));
            return planned.Plan ?? throw new JsonException($"it cannot be planned: {planned.Faults[0].Rule}");
        }
        catch (JsonException e)
        {
            throw new SagaDamagedException(run, null, $"its definition, the payload beside it, cannot be read: {e.Message}", e);
        }
    }

    private ConcurrentLru<(string Id, string Fingerprint), WorkflowPlan> Of(WorkflowPlan plan) => plan.Count > LargeNodes ? large : small;
}
