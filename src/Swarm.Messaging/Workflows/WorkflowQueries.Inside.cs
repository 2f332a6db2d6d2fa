using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>What of runs inside others is said by the outer one.</summary>
internal sealed partial class WorkflowQueries
{
    /// <summary>Runs inside that were paused by themselves, however deep, by the node that they are in: the first of each, of at most a hundred nodes.</summary>
    public async Task<IReadOnlyDictionary<int, string>> PausedInsideAsync(WorkflowSaga saga, CancellationToken cancellation)
    {
        var paused = new Dictionary<int, string>();
        if (saga.CurrentState is not (WorkflowStates.Running or WorkflowStates.Stopping))
            return paused;
        var plan = await plans.GetAsync(saga, cancellation).ConfigureAwait(false);
        foreach (var node in Enumerable.Range(0, plan.Count).Where(node => saga.Marks[node] == NodeMarks.Running && plan.Node(node).Type == NodeTypes.SubWorkflow).Take(MostInside))
        {
            var origin = new NodeOrigin(saga.Id, node, saga.Run);
            try
            {
                if (await InsideAsync(origin, saga.Run, 0, cancellation).ConfigureAwait(false) is not { Run: var run } || !origin.IsSame(run.Parent))
                    continue;
                if (run.CurrentState == WorkflowStates.Waiting)
                    paused[node] = run.Id;
                else if ((await PausedInsideAsync(run, cancellation).ConfigureAwait(false)).Values.FirstOrDefault() is { } deeper)
                    paused[node] = deeper;
            }
            catch (SagaDamagedException)
            {
                // Its node fails with that, and says so.
            }
        }

        return paused;
    }

    /// <summary>The last that began for the node in one of these runs of the outer one, and in which.</summary>
    public async Task<(WorkflowSaga Run, int Since)?> InsideAsync(NodeOrigin origin, int newest, int oldest, CancellationToken cancellation)
    {
        // A node may have ended without one: cancelled or failed before it began.
        for (var since = newest; since >= oldest; since--)
        {
            if (await LoadAsync(WorkflowIds.SubWorkflow(origin with { Since = since }), cancellation).ConfigureAwait(false) is { Parent: { } owner } saga && owner.IsSame(origin with { Run = owner.Run }))
                return (saga, since);
        }

        return null;
    }

    /// <summary>What was to be undone inside its nodes and is not, at the bottom, however deep: a hundred at most.</summary>
    /// <param name="isAgain">Whether a node of it runs again.</param>
    public async Task<IReadOnlyList<LeftInside>> LeftInsideAsync(WorkflowSaga saga, Func<int, bool> isAgain, CancellationToken cancellation)
    {
        var left = new List<LeftInside>();
        foreach (var node in saga.Inside.Keys.Order())
        {
            try
            {
                await LookInsideAsync(left, node, "", saga, node, true, isAgain, cancellation).ConfigureAwait(false);
            }
            catch (SagaDamagedException)
            {
                // What it has left cannot be told; the rest can.
            }
        }

        return left;
    }

    private async Task LookInsideAsync(
        List<LeftInside> left, int top, string path, WorkflowSaga outer, int node, bool isKept, Func<int, bool> isAgain, CancellationToken cancellation)
    {
        if (left.Count >= MostInside || await LoadAsync(outer.Inside[node], cancellation).ConfigureAwait(false) is not { } run)
            return;
        path = $"{path}{(await plans.GetAsync(outer, cancellation).ConfigureAwait(false)).Id(node)}/";
        isKept = isKept && LeftInside.GoesOn(outer, node, run, isAgain);
        var plan = await plans.GetAsync(run, cancellation).ConfigureAwait(false);
        var again = LeftInside.Again(run, plan);
        var fields = run.NotUndone.Select(WorkflowCollections.Field).ToList();
        var done = await RecordsAsync(run.Id, WorkflowCollections.Nodes, fields, cancellation).ConfigureAwait(false);
        var undone = await RecordsAsync(run.Id, WorkflowCollections.Undone, fields, cancellation).ConfigureAwait(false);
        left.AddRange(run.NotUndone.Select((n, i) => new LeftInside(top, path + plan.Id(n), run.Id, NotUndoneNode.Of(n, done[i], undone[i]), isKept && !again(n))));
        foreach (var inside in run.Inside.Keys.Order())
            await LookInsideAsync(left, top, path, run, inside, isKept, again, cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<NodeRecord?>> RecordsAsync(string executionId, string collection, IReadOnlyList<string> fields, CancellationToken cancellation)
    {
        var read = fields.Count == 0 ? [] : await store.ReadFieldsAsync(definition.Key(executionId), collection, fields, cancellation).ConfigureAwait(false);
        return [.. read.Select(record => record is { } kept ? WorkflowCollections.Read(executionId, kept) : null)];
    }
}
