using System.Text.Json;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows.Definition;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Workflows;

/// <summary>What the sources of nodes returned, from beside the run.</summary>
internal sealed class RunResults(ISagaStore store)
{
    /// <summary>Everything that a node can see.</summary>
    /// <param name="own">The node's own result beside those of its sources: for its compensation.</param>
    public async Task<JsonElement> DocumentAsync(WorkflowSaga saga, WorkflowPlan plan, int node, bool own, CancellationToken cancellation)
    {
        await LoadAsync(saga, plan, [node], own, cancellation).ConfigureAwait(false);
        var seen = Seen(saga, plan, node, own).ToList();
        var of = string.Join(',', seen);
        if (saga.Seen is not { } last || last.Of != of)
            saga.Seen = last = (of, RunDocument.Of(plan.Graph.Input, seen.Select(n => (plan.Id(n), saga.AtHand[n]))));
        return last.Document;
    }

    /// <summary>The same for many nodes, whose results are asked for together.</summary>
    public async Task LoadAsync(WorkflowSaga saga, WorkflowPlan plan, IReadOnlyList<int> nodes, bool own, CancellationToken cancellation)
    {
        var missing = nodes.SelectMany(node => Seen(saga, plan, node, own)).Where(n => !saga.AtHand.ContainsKey(n)).Distinct().ToList();
        if (missing.Count == 0)
            return;
        var stored = await store.ReadFieldsAsync(
            new SagaKey(WorkflowDefinition.TypeName, saga.Id), WorkflowCollections.Results, [.. missing.Select(WorkflowCollections.Field)], cancellation).ConfigureAwait(false);
        for (var i = 0; i < missing.Count; i++)
            saga.AtHand[missing[i]] = stored[i] ?? "null"u8.ToArray();
    }

    private static IEnumerable<int> Seen(WorkflowSaga saga, WorkflowPlan plan, int node, bool own)
    {
        var sources = plan.Sources(node).Where(source => saga.Marks[source] is NodeMarks.Succeeded or NodeMarks.Undone);
        return own ? sources.Append(node) : sources;
    }
}
