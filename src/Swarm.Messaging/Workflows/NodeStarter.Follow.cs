using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>How what is under way does as its run does.</summary>
internal sealed partial class NodeStarter
{
    /// <summary>
    /// A run that is paused begins nothing, whatever a node waited for until now. The rest begins when it is resumed, which asks for it; where it stops instead, the
    /// rest ends.
    /// </summary>
    /// <returns>Those that have begun before: their end may have to be told again.</returns>
    private async Task<List<int>> BegunAsync(WorkflowSaga saga, WorkflowPlan plan, Emission.ToNodes asked, List<int> nodes, List<SagaItem> ends)
    {
        var begun = new List<int>(nodes.Count);
        foreach (var node in nodes)
        {
            var origin = new NodeOrigin(saga.Id, node, asked.Run);
            var isInner = plan.Node(node).Type == NodeTypes.SubWorkflow;
            var (task, isDamaged) = isInner ? (null, false) : await SeeAsync(origin).ConfigureAwait(false);
            // Of one that is damaged, beginning it once more says so.
            if (isInner ? await HasBegunInnerAsync(origin).ConfigureAwait(false) : isDamaged || task is { PausedAt: null })
                begun.Add(node);
            // One that waits with its run is no end yet, and nothing to ask for.
            else if (task is null && saga.CurrentState != WorkflowStates.Waiting)
                ends.Add(Ended(origin, NotBegun()));
        }

        return begun;
    }

    private async Task FollowInnerAsync(NodeOrigin origin, bool waits)
    {
        try
        {
            await subWorkflows.FollowAsync(origin, waits, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SagaDamagedException)
        {
            // Asked for again, its node fails with that.
        }
    }

    private async Task<bool> HasBegunInnerAsync(NodeOrigin origin)
    {
        try
        {
            return await subWorkflows.HasBegunAsync(origin, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SagaDamagedException)
        {
            return true;
        }
    }

    private async Task<(TaskSaga? Own, bool IsDamaged)> SeeAsync(NodeOrigin origin)
    {
        try
        {
            return (await OwnAsync(origin).ConfigureAwait(false), false);
        }
        catch (SagaDamagedException)
        {
            return (null, true);
        }
    }

    /// <summary>Lets workflows inside wait or go on as their run does by now, and looks once more: whoever comes last has seen how it stands.</summary>
    private async Task FollowAsync(SagaKey key, int run, IReadOnlyList<int> nodes)
    {
        while (nodes.Count > 0 && await LoadAsync(key).ConfigureAwait(false) is { } seen
            && seen.Saga.Run == run && seen.Saga is { CurrentState: WorkflowStates.Running or WorkflowStates.Waiting } or { CurrentState: WorkflowStates.Stopping, Stop: StopCauses.NodeFailed })
        {
            foreach (var node in nodes.Where(node => seen.Saga.Marks[node] == NodeMarks.Running))
                await FollowInnerAsync(new NodeOrigin(seen.Saga.Id, node, run, false), seen.Saga.CurrentState == WorkflowStates.Waiting).ConfigureAwait(false);

            if (await LoadAsync(key).ConfigureAwait(false) is not { } now || now.Saga.CurrentState == seen.Saga.CurrentState)
                return;
        }
    }

    /// <summary>
    /// Lets tasks that have not begun wait, go on or end as their run does by now, and looks once more, as <see cref="FollowAsync"/> does. What no node waits for any more
    /// ends: nobody else would end it.
    /// </summary>
    private async Task FollowTasksAsync(SagaKey key, WorkflowPlan plan, int run, IReadOnlyList<int> nodes, List<SagaItem> ends)
    {
        nodes = [.. nodes.Where(node => plan.Node(node).Type != NodeTypes.SubWorkflow)];
        if (nodes.Count == 0)
            return;
        var words = await WordsAsync(key, run, nodes).ConfigureAwait(false);
        while (true)
        {
            foreach (var followed in await tasks.FollowRunAsync(words, CancellationToken.None).ConfigureAwait(false))
            {
                // Whoever waits for its end need not wait for its run, too.
                await GiveBackAsync(followed.Origin).ConfigureAwait(false);
                if (followed.Ended)
                    ends.Add(Ended(followed.Origin, NotBegun()));
            }

            var now = await WordsAsync(key, run, nodes).ConfigureAwait(false);
            if (now.SequenceEqual(words))
                return;
            words = now;
        }
    }

    private async Task<List<object>> WordsAsync(SagaKey key, int run, IReadOnlyList<int> nodes)
    {
        var saga = (await LoadAsync(key).ConfigureAwait(false))?.Saga;
        return [.. nodes.Select<int, object>(node =>
        {
            var origin = new NodeOrigin(key.Id, node, run);
            var isWanted = saga?.Run == run && saga.Marks[node] == NodeMarks.Running;
            return saga?.CurrentState switch
            {
                WorkflowStates.Waiting when isWanted => new RunPaused(WorkflowIds.Task(origin), origin),
                WorkflowStates.Running when isWanted => new RunResumed(WorkflowIds.Task(origin), origin),
                _ => new RunLeft(WorkflowIds.Task(origin), origin, BeforeItBegan),
            };
        })];
    }
}
