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
                if (emission is Emission.ToWorkflow { Origin: var origin } told)
                {
                    var (end, result) = await WithResultAsync(commit, told.End, cancellation).ConfigureAwait(false);
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

    private async Task<(NodeEnd End, ReadOnlyMemory<byte>? Result)> WithResultAsync(CommittedOutbox commit, NodeEnd end, CancellationToken cancellation)
    {
        if (NodeMarks.Of(end.State) != NodeMarks.Succeeded)
            return (end, null);
        if (commit.Id.Key.Type == TaskDefinition.TypeName)
            return (end, commit.Result ?? await store.ReadResultAsync(commit.Id.Key, cancellation).ConfigureAwait(false));
        return await subWorkflows.WithResultAsync(commit.Id.Key.Id, end, cancellation).ConfigureAwait(false);
    }
}
