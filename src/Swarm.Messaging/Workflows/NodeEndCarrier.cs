using System.Text.Json;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Breakers;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Workflows;

/// <summary>Brings the ends of tasks, and of workflows that are nodes themselves, to the runs they are for, with their results.</summary>
internal sealed class NodeEndCarrier(
    ISagaStore store, WorkflowMailbox mailbox, SagaRunner<WorkflowSaga> workflows, SubWorkflows subWorkflows, ResultCache cache, NodeBreakers breakers) : IOutboxCarrier
{
    public async Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        List<SagaItem>? items = null;
        List<SagaItem>? ofWorkflows = null;
        foreach (var commit in commits)
        {
            foreach (var emission in commit.Emissions)
            {
                if (emission is Emission.ToWorkflow { Origin: var origin, End: var end })
                {
                    var result = await ResultAsync(commit, end, cancellation).ConfigureAwait(false);
                    if (origin.Cached is { } kept)
                        await cache.EndAsync(kept, origin, result).ConfigureAwait(false);
                    if (origin.Breaker is { } breaker)
                        await breakers.CountAsync(breaker, WorkflowIds.Task(origin), NodeBreakers.Judge(end)).ConfigureAwait(false);
                    var item = new SagaItem($"{commit.Id.Key}:{commit.Id.Version}:end", origin.Workflow, new NodeEnded(origin, end, result));
                    if (commit.Id.Key.Type == TaskDefinition.TypeName)
                        (items ??= []).Add(item);
                    else
                        (ofWorkflows ??= []).Add(item);
                }
            }
        }

        // A workflow may end in the very step that begins it, and its parent's lane wait for that step.
        if (ofWorkflows is not null)
            await workflows.HandleAsync(ofWorkflows, cancellation).ConfigureAwait(false);
        if (items is not null)
            await mailbox.DeliverAsync(items).WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>?> ResultAsync(CommittedOutbox commit, NodeEnd end, CancellationToken cancellation)
    {
        if (NodeMarks.Of(end.State) != NodeMarks.Succeeded)
            return null;
        return commit.Id.Key.Type == TaskDefinition.TypeName
            ? commit.Result ?? await store.ReadResultAsync(commit.Id.Key, cancellation).ConfigureAwait(false)
            : JsonSerializer.SerializeToUtf8Bytes(await subWorkflows.ResultAsync(commit.Id.Key, cancellation).ConfigureAwait(false));
    }
}
