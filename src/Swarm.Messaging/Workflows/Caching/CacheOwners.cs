using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>For whom nodes wait that have not begun because an equal one runs. Asked by readers alone: the wait itself is in the memory of one host.</summary>
internal sealed class CacheOwners(RunResults results, ISharedResults shared)
{
    /// <summary>Nodes looked at for one answer.</summary>
    private const int Most = 100;

    /// <returns>By node: the task of the equal one.</returns>
    public async Task<IReadOnlyDictionary<int, string>> AwaitedAsync(WorkflowSaga saga, WorkflowPlan plan, CancellationToken cancellation)
    {
        var keys = new Dictionary<int, string>();
        // Whoever runs a node again wants it to run.
        if (plan.Graph.Cache != false && saga.Run == 0 && saga.EndedAt is null)
        {
            foreach (var node in Enumerable.Range(0, plan.Count).Where(n => saga.Marks[n] == NodeMarks.Running && plan.Node(n).Cache is not null).Take(Most))
            {
                if (await KeyAsync(saga, plan, node, cancellation).ConfigureAwait(false) is { } key)
                    keys[node] = key;
            }
        }

        if (keys.Count == 0)
            return new Dictionary<int, string>();
        var owners = await shared.OwnersAsync([.. keys.Values], cancellation).ConfigureAwait(false);
        return keys.Keys.Zip(owners, (node, owner) => (Node: node, Owner: owner))
            .Where(found => found.Owner is not null && found.Owner != WorkflowIds.Task(new NodeOrigin(saga.Id, found.Node, saga.Run)))
            .ToDictionary(found => found.Node, found => found.Owner!);
    }

    private async Task<string?> KeyAsync(WorkflowSaga saga, WorkflowPlan plan, int node, CancellationToken cancellation)
    {
        try
        {
            var document = await results.DocumentAsync(saga, plan, node, own: false, cancellation).ConfigureAwait(false);
            return NodeWork.Of(plan.Node(node), undo: false, document) is NodeWork.Task task ? CacheKey.Of(saga.Client, saga.WorkflowId, task.Submit) : null;
        }
        catch (NodeConfigurationException)
        {
            // It is about to fail for that.
            return null;
        }
    }
}
