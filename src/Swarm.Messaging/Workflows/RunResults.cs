using System.Text.Json;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows.Definition;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Workflows;

/// <summary>What the sources of nodes returned, from beside the run.</summary>
internal sealed class RunResults(ISagaStore store)
{
    /// <summary>Fields asked for in the first request, and in any: each result has at most 1 MiB, and most have little.</summary>
    private const int First = 16;
    private const int AtATime = 128;

    /// <summary>Everything that a node can see. Throws <see cref="NodeConfigurationException"/> where that is too much to look at.</summary>
    /// <param name="own">The node's own result beside those of its sources: for its compensation.</param>
    public async Task<JsonElement> DocumentAsync(WorkflowSaga saga, WorkflowPlan plan, int node, bool own, CancellationToken cancellation)
    {
        var seen = Seen(saga, plan, node, own).ToList();
        var of = string.Join(',', seen);
        if (saga.Seen is { } last && last.Of == of)
            return last.Document;
        // Asked for here, they are not kept: they did not fit among those of all nodes of the step.
        var read = await ReadAsync(saga, [.. seen.Where(n => !saga.AtHand.ContainsKey(n))], cancellation).ConfigureAwait(false);
        var document = RunDocument.Of(plan.Graph.Input, Results());
        saga.Seen = (of, document);
        return document;

        // Where too much was read to go on, what was read is too much for a document.
        IEnumerable<(string Id, ReadOnlyMemory<byte> Result)> Results()
        {
            foreach (var n in seen)
            {
                if (read.TryGetValue(n, out var result) || saga.AtHand.TryGetValue(n, out result))
                    yield return (plan.Id(n), result);
            }
        }
    }

    /// <summary>Those of many nodes, asked for together, as far as they fit.</summary>
    public async Task LoadAsync(WorkflowSaga saga, WorkflowPlan plan, IReadOnlyList<int> nodes, bool own, CancellationToken cancellation)
    {
        var missing = nodes.SelectMany(node => Seen(saga, plan, node, own)).Where(n => !saga.AtHand.ContainsKey(n)).Distinct().ToList();
        foreach (var (node, result) in await ReadAsync(saga, missing, cancellation).ConfigureAwait(false))
            saga.AtHand[node] = result;
    }

    /// <returns>What is kept of the node; null: nothing yet.</returns>
    public Task<NodeRecord?> RecordAsync(WorkflowSaga saga, int node, CancellationToken cancellation) => RecordAsync(saga.Id, WorkflowCollections.Nodes, node, cancellation);

    /// <param name="collection">Of the ends of nodes, or of their compensations.</param>
    public async Task<NodeRecord?> RecordAsync(string executionId, string collection, int node, CancellationToken cancellation) =>
        (await RecordsAsync(executionId, collection, [node], cancellation).ConfigureAwait(false))[0];

    public async Task<IReadOnlyList<NodeRecord?>> RecordsAsync(string executionId, string collection, IReadOnlyList<int> nodes, CancellationToken cancellation)
    {
        var fields = await store.ReadFieldsAsync(
            new SagaKey(WorkflowDefinition.TypeName, executionId), collection, [.. nodes.Select(WorkflowCollections.Field)], cancellation).ConfigureAwait(false);
        return [.. fields.Select(field => field is { } record ? WorkflowCollections.Read(executionId, record) : null)];
    }

    /// <returns>Of the first ones; no more once they are larger together than what a node can look at.</returns>
    private async Task<Dictionary<int, ReadOnlyMemory<byte>>> ReadAsync(WorkflowSaga saga, List<int> nodes, CancellationToken cancellation)
    {
        var (read, bytes) = (new Dictionary<int, ReadOnlyMemory<byte>>(nodes.Count), 0L);
        for (var count = First; read.Count < nodes.Count && bytes <= RunDocument.MostSeen; count = Math.Min(2 * count, AtATime))
        {
            var some = nodes.GetRange(read.Count, Math.Min(count, nodes.Count - read.Count));
            var stored = await store.ReadFieldsAsync(
                new SagaKey(WorkflowDefinition.TypeName, saga.Id), WorkflowCollections.Results, [.. some.Select(WorkflowCollections.Field)], cancellation).ConfigureAwait(false);
            for (var i = 0; i < some.Count; i++)
            {
                read[some[i]] = stored[i] ?? "null"u8.ToArray();
                bytes += read[some[i]].Length;
            }
        }

        return read;
    }

    private static IEnumerable<int> Seen(WorkflowSaga saga, WorkflowPlan plan, int node, bool own)
    {
        var sources = plan.Sources(node).Where(source => saga.Marks[source] is NodeMarks.Succeeded or NodeMarks.Undone);
        return own ? sources.Append(node) : sources;
    }
}
